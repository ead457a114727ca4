import ai from '@wechatbot/plugin-ai'
import welcome from '@wechatbot/plugin-welcome'
import { DEMO_TOKEN, defineConfig } from 'wechatbot'

// Without a key a fake model answers. It repeats what it is told.
const model = process.env.DEEPSEEK_API_KEY ? 'deepseek/deepseek-v4-flash' : 'fake/model'

export default defineConfig({
  store: 'sqlite:./wechatbot.db',
  bots: [
    {
      token: process.env.WECHAT_TOKEN || DEMO_TOKEN,
      errorText: '抱歉，出了点问题，请稍后再试。',
      plugins: [
        welcome({ reply: '欢迎关注！有什么想问的？' }),
        ai({
          model,
          system: '你是茶店的店员，回答简短。',
          limits: { perUser: { messages: 50, per: 'day' } },
        }),
      ],
    },
  ],
})
