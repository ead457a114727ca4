import { DEMO_TOKEN, defineConfig } from 'wechatbot'

const { WECHAT_TOKEN, WECHAT_APP_ID, WECHAT_APP_SECRET, OWNER, DEEPSEEK_API_KEY } = process.env

const futian = [
  { from: '09:00', to: '21:00' },
  { dates: ['2027-02-05..2027-02-11'], closed: true },
]
const nanshan = [{ days: [1, 2, 3, 4, 5], from: '10:00', to: '22:00' }]

export default defineConfig({
  store: 'sqlite:./shop.db',
  bots: [
    {
      token: WECHAT_TOKEN || DEMO_TOKEN,
      // Pictures, reminders and notices need it.
      ...(WECHAT_APP_ID && WECHAT_APP_SECRET
        ? { appId: WECHAT_APP_ID, appSecret: WECHAT_APP_SECRET }
        : {}),
      errorText: '抱歉，出了点问题，请稍后再试。',
      plugins: [
        [
          'welcome',
          { reply: '欢迎光临！「菜单」看茶单，「订位」订桌，发位置找最近的店，「人工」找店员。' },
        ],
        // WeChat hands over to 客服; with notify: OWNER it tells the owner instead.
        ['handoff', { hours: futian, closedText: '店员 9:00 到 21:00 在线，请留言。' }],
        ['keyword', { file: new URL('rules.csv', import.meta.url) }],
        ['hours', { branches: { 福田店: futian, 南山店: nanshan } }],
        [
          'location-lookup',
          {
            places: [
              { name: '福田店', latitude: 22.5446, longitude: 114.0545, address: '福中路 1 号' },
              { name: '南山店', latitude: 22.5333, longitude: 113.9304, address: '深南大道 2 号' },
            ],
          },
        ],
        [
          'dialog',
          {
            name: '订位',
            start: '订位',
            steps: [
              { name: '时间', ask: '哪天几点？', type: 'date' },
              { name: '人数', ask: '{时间}，几位？', type: 'integer', min: 1, max: 20 },
              { name: '电话', ask: '手机号？', type: 'phone' },
            ],
            remind: { field: '时间', before: '3h', text: '您订了{时间}，{人数} 位，等您来' },
            ...(OWNER ? { tell: OWNER } : {}),
            done: '已订 {时间} {人数} 位，到时提醒您',
          },
        ],
        ['ai', { model: DEEPSEEK_API_KEY ? 'deepseek/deepseek-v4-flash' : 'fake/model' }],
      ],
    },
  ],
})
