import { zh } from 'chrono-node'
import { DEMO_TOKEN, defineConfig, definePlugin } from 'wechatbot'

/** Of China: where the words of its users are. */
const MINUTES_FROM_UTC = 480

const reminder = definePlugin({
  name: 'reminder',
  setup(scope) {
    const remind = scope.job('remind', (text: string, { notify }) =>
      notify({ text: `提醒：${text}` }),
    )
    scope.hears(/^提醒我(.+)$/, async (ctx, [, words = '']) => {
      const now = { instant: new Date(scope.clock.now()), timezone: MINUTES_FROM_UTC }
      const [found] = zh.hans.parse(words, now, { forwardDate: true })
      if (found === undefined) return '什么时候？比如：提醒我明早八点开会'
      const text = words.replace(found.text, '').trim() || '时间到了'
      await remind.at(found.date(), text, { openid: ctx.from })
      return `好，${shown.format(found.date())}提醒您：${text}`
    })
    // To all who have written within 48 hours and may still get a message.
    scope.every('0 8 * * *', async ({ reachable, notify, log }) => {
      for await (const openid of reachable()) {
        await notify(openid, { text: '早上好！' }).catch((err) => log.warn({ err }, 'not greeted'))
      }
    })
  },
})

const shown = new Intl.DateTimeFormat('zh-CN', {
  timeZone: 'Asia/Shanghai',
  dateStyle: 'long',
  timeStyle: 'short',
})

export default defineConfig({
  // In memory reminders end with the process; 'sqlite:./reminder.db' keeps them.
  store: process.env.WECHAT_STORE ?? 'memory:',
  bots: [
    {
      token: process.env.WECHAT_TOKEN ?? DEMO_TOKEN,
      // What a bot sends by itself goes out by the API: it needs both.
      ...(process.env.WECHAT_APP_SECRET === undefined
        ? {}
        : { appId: process.env.WECHAT_APP_ID ?? '', appSecret: process.env.WECHAT_APP_SECRET }),
      plugins: [reminder],
    },
  ],
})
