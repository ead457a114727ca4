import { test } from 'node:test'
import { simulate } from '@wechatbot/simulator'
import { createBot, loadConfig } from 'wechatbot'

// The tests cost no money: the fake model answers, even when a key is set.
process.env.WECHATBOT_FAKE_AI = '1'

test('the bot talks', async (t) => {
  const { bots, store } = await loadConfig()
  await store?.close()
  const wechat = await simulate(createBot({ ...bots[0], token: 'a-token' }))
  t.after(() => wechat.close())
  const user = wechat.user('oA')
  await user.follows().shouldReply(/欢迎关注/)
  await user.says('有什么茶').shouldReply('你说的是「有什么茶」。')
})
