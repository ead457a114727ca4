import { test } from 'node:test'
import { simulate } from '@wechatbot/simulator'
import { createBot } from 'wechatbot'
import config from './wechatbot.config.ts'

// The tests cost no money: the fake model answers, even when a key is set.
process.env.WECHATBOT_FAKE_AI = '1'

test('the bot talks', async () => {
  const wechat = await simulate(createBot({ ...config.bots[0], token: 'a-token' }))
  const user = wechat.user('oA')
  await user.follows().shouldReply(/欢迎关注/)
  await user.says('有什么茶').shouldReply('你说的是「有什么茶」。')
  await wechat.close()
})
