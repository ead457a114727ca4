import handoff from '@wechatbot/plugin-handoff'
import keyword from '@wechatbot/plugin-keyword'
import locationLookup from '@wechatbot/plugin-location-lookup'
import welcome from '@wechatbot/plugin-welcome'
import { DEMO_TOKEN, defineConfig } from 'wechatbot'
import orders from './orders.ts'

export default defineConfig({
  store: 'sqlite:./wechatbot.db',
  bots: [
    {
      token: process.env.WECHAT_TOKEN || DEMO_TOKEN,
      appId: process.env.WECHAT_APP_ID || undefined,
      appSecret: process.env.WECHAT_APP_SECRET || undefined,
      encodingAESKey: process.env.WECHAT_AES_KEY || undefined,
      errorText: '抱歉，出了点问题，请稍后再试。',
      menu: { button: [{ name: '营业时间', reply: '每天 9:00 到 21:00' }] },
      plugins: [
        welcome({ reply: '欢迎光临！回复「营业时间」或「订单 1001」，发位置找最近的店。' }),
        handoff({
          hours: [{ days: [1, 2, 3, 4, 5], from: '09:00', to: '18:00' }],
          closedText: '客服工作日 9:00 到 18:00 在线，请留言。',
        }),
        orders,
        keyword({ file: new URL('rules.csv', import.meta.url) }),
        locationLookup({
          places: [
            { name: '福田店', latitude: 22.5446, longitude: 114.0545, address: '福中路 1 号' },
            { name: '南山店', latitude: 22.5333, longitude: 113.9304, address: '深南大道 2 号' },
          ],
        }),
      ],
    },
  ],
})
