import { test } from 'node:test'
import { createFakeApi, simulate } from '@wechatbot/simulator'
import { createBot, loadConfig } from 'wechatbot'

// The test reaches nobody and costs no money: the model is fake, and so is WeChat's API.
process.env.WECHATBOT_FAKE_AI = '1'
const account = { appId: 'wx1', appSecret: 'a-secret' }

test('the shop answers', async (t) => {
  const { bots, store } = await loadConfig()
  await store?.close()
  const api = await createFakeApi(account)
  t.after(() => api.close())
  const fake = { ...account, token: 'a-token', api: { baseUrl: api.url } }
  const wechat = await simulate(createBot({ ...bots[0], ...fake }), { api })
  t.after(() => wechat.close())
  const user = wechat.user('oA')

  await user.follows().shouldReply(/欢迎/)
  await user.says('菜单').shouldReply(/元/)
  await user.says('图片').shouldReply({ MsgType: 'image' })
  await user.says('现在开门吗').shouldReply(/营业中|休息/)
  await user.clicks('营业时间').shouldReply(/营业中|休息/)
  const here = { Location_X: '22.54', Location_Y: '114.06', Scale: '15', Label: '' }
  await user.sends('location', here).shouldReply(/您在广东省/)

  await user.says('订位').shouldReply(/哪天/)
  await user.says('明天晚上七点').shouldReply(/几位/)
  await user.says('四位').shouldReply(/手机号/)
  await user.says('13800138000').shouldReply(/已订|收到/)
  await user.says('龙井怎么泡').shouldReply(/龙井怎么泡/)
})
