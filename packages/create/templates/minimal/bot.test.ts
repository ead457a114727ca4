import { test } from 'node:test'
import { simulate } from '@wechatbot/simulator'
import { createBot } from 'wechatbot'
import config from './wechatbot.config.ts'

test('the bot answers', async () => {
  const wechat = await simulate(createBot({ ...config.bots[0], token: 'a-token' }))
  await wechat.user('oA').says('你好').shouldReply('你说：你好')
  await wechat.close()
})
