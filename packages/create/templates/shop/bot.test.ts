import { test } from 'node:test'
import { simulate } from '@wechatbot/simulator'
import { createBot } from 'wechatbot'
import config from './wechatbot.config.ts'

test('the shop answers', async () => {
  const wechat = await simulate(createBot({ ...config.bots[0], token: 'a-token' }))
  const user = wechat.user('oA')
  await user.follows().shouldReply(/欢迎光临/)
  await user.says('几点开门').shouldReply('每天 9:00 到 21:00')
  await user.clicks('营业时间').shouldReply('每天 9:00 到 21:00')
  await user.says('订单1001').shouldReply('订单 1001：已发货，预计明天到')
  await user.says('订单 9').shouldReply(/没有查到/)
  const here = { Location_X: '22.54', Location_Y: '114.06', Scale: '15', Label: '' }
  await user.sends('location', here).shouldReply(/福田店/)
  await wechat.close()
})
