import { DEMO_TOKEN, defineConfig } from 'wechatbot'

const token = process.env.WECHAT_TOKEN

const plugins = [
  [
    'keyword',
    {
      rules: [
        { match: ['你好', 'hello'], reply: '你好！发一个位置，我告诉你它在哪里。' },
        { match: '帮助', mode: 'contains', reply: '发文字、图片、语音、视频、位置或链接试试。' },
      ],
    },
  ],
  'location-lookup',
  // The last one: it answers whatever the others left.
  'echo',
] as const

// Without WECHAT_TOKEN a demo, on 127.0.0.1 only: the same bot once in plain and once in safe mode.
const safe = {
  name: 'safe',
  path: '/safe',
  token: `${DEMO_TOKEN}Safe`,
  appId: 'wx0123456789abcdef',
  encodingAESKey: 'wechatbotDemoKeyWechatbotDemoKeyWechatbotD0',
  plugins,
}

export default defineConfig({
  server: { port: Number(process.env.PORT ?? 3000) },
  bots: [{ token: token ?? DEMO_TOKEN, plugins }, ...(token ? [] : [safe])],
})
