import { DEMO_TOKEN, defineConfig } from 'wechatbot'

const { env } = process

// 1 is Monday, 7 is Sunday; without days it is every day. Dates are holidays.
const futian = [
  { days: [1, 2, 3, 4, 5, 6, 7], from: '09:00', to: '21:00' },
  { dates: ['2027-02-05..2027-02-11'], closed: true },
]
const nanshan = [{ days: [1, 2, 3, 4, 5], from: '10:00', to: '22:00' }]
const shops = [
  { name: '福田店', latitude: 22.5446, longitude: 114.0545, address: '福中路 1 号', hours: futian },
  { name: '南山店', latitude: 22.5333, longitude: 113.9304, address: '深南大道', hours: nanshan },
]

const booking = {
  name: '订位',
  start: '订位',
  steps: [
    { name: '时间', ask: '哪天几点？', type: 'date' },
    { name: '人数', ask: '{时间}，几位？', type: 'integer', min: 1, max: 20 },
    { name: '电话', ask: '手机号？', type: 'phone' },
  ],
  remind: { field: '时间', before: '3h', text: '您预约的时间是{时间}，{人数} 位' },
  tell: env.OWNER || undefined,
  // Without an owner who is told, nobody has the booking, and nothing is confirmed.
  done: env.OWNER && env.WECHAT_APP_SECRET ? '已订 {时间} {人数} 位' : '收到，店员会联系您确认',
}

// Without a key a fake model repeats what it is told. With tools an answer goes out as a whole.
const model = env.DEEPSEEK_API_KEY ? 'deepseek/deepseek-v4-flash' : 'fake/model'

export default defineConfig({
  store: 'sqlite:./wechatbot.db',
  bots: [
    {
      token: env.WECHAT_TOKEN || DEMO_TOKEN,
      appId: env.WECHAT_APP_ID || undefined,
      // Pictures, reminders and notices need it.
      appSecret: env.WECHAT_APP_SECRET || undefined,
      encodingAESKey: env.WECHAT_AES_KEY || undefined,
      errorText: '抱歉，出了点问题，请稍后再试。',
      menu: {
        button: [
          { name: '订位', type: 'click', key: '订位' },
          { name: '营业时间', type: 'click', key: '营业时间' },
        ],
      },
      plugins: [
        ['welcome', { reply: '欢迎光临！回复「菜单」「订位」「人工」，或者发位置找最近的店。' }],
        ['handoff', { hours: futian, closedText: '店员不在，{next} 回来，请留言。' }],
        ['keyword', { file: 'rules.csv', hours: futian }],
        ['hours', { branches: shops }],
        ['location-lookup', { places: shops }],
        ['dialog', booking],
        ['ai', { model, system: '你是茶店的店员，回答简短。', tools: { handoff: true } }],
      ],
    },
  ],
})
