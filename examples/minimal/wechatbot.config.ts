import { DEMO_TOKEN, defineConfig, definePlugin } from 'wechatbot'

const shop = definePlugin({
  name: 'shop',
  setup(scope) {
    scope.on('event:subscribe', () => '欢迎关注！回复「营业时间」看我们几点开门。')
    scope.hears('营业时间', () => '每天 9:00 到 21:00')
    scope.hears(/^天气 (?<city>.+)$/, (_ctx, match) => `${match.groups?.city}：晴`)
  },
})

export default defineConfig({
  bots: [{ token: process.env.WECHAT_TOKEN ?? DEMO_TOKEN, plugins: [shop, 'echo'] }],
})
