import { test } from 'node:test'
import { simulate } from '@wechatbot/simulator'
import { createBot, loadConfig } from 'wechatbot'

test('the bot answers', async (t) => {
  const { bots, store } = await loadConfig()
  await store?.close()
  const wechat = await simulate(createBot({ ...bots[0], token: 'a-token' }))
  t.after(() => wechat.close())
  await wechat.user('oA').says('你好').shouldReply('你说：你好')
})
