import { DEMO_TOKEN, defineConfig } from 'wechatbot'

export default defineConfig({
  server: { port: Number(process.env.PORT ?? 3000) },
  bots: [
    {
      // Without WECHAT_TOKEN a demo: it listens on 127.0.0.1 only.
      token: process.env.WECHAT_TOKEN ?? DEMO_TOKEN,
      plugins: [
        [
          'keyword',
          {
            rules: [
              { match: ['你好', 'hello'], reply: '你好！发一个位置，我告诉你它在哪里。' },
              {
                match: '帮助',
                mode: 'contains',
                reply: '发文字、图片、语音、视频、位置或链接试试。',
              },
            ],
          },
        ],
        'location-lookup',
        // The last one: it answers whatever the others left.
        'echo',
      ],
    },
  ],
})
