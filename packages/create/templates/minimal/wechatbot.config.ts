import { DEMO_TOKEN, defineConfig, definePlugin } from 'wechatbot'

const hello = definePlugin({
  name: 'hello',
  setup(scope) {
    scope.on('event:subscribe', () => '欢迎关注！发一句话试试。')
    scope.on('text', ({ message }) => `你说：${message.Content}`)
  },
})

export default defineConfig({
  store: 'sqlite:./wechatbot.db',
  bots: [{ token: process.env.WECHAT_TOKEN || DEMO_TOKEN, plugins: [hello] }],
})
