import { DEMO_TOKEN, defineConfig } from 'wechatbot'

// Without a key a fake model answers: it says what it is told.
const model = process.env.DEEPSEEK_API_KEY ? 'deepseek/deepseek-v4-flash' : 'fake/model'

export default defineConfig({
  bots: [
    {
      token: process.env.WECHAT_TOKEN ?? DEMO_TOKEN,
      plugins: [['ai', { model, system: '你是茶店的店员' }]],
    },
  ],
})
