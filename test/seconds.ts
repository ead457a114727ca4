/** Handlers that take their time. */
import type { Bot } from '@wechatbot/core'
import type { ManualClock } from '@wechatbot/simulator'

/** Takes as many seconds as a text like `7 s` says, and none for `now`. */
export function hearSeconds(bot: Bot, clock: ManualClock, onRun = () => {}): void {
  bot.hears(/^(?<seconds>[\d.]+) s$/, async (_ctx, { groups }) => {
    onRun()
    await clock.wait(Number(groups?.seconds) * 1000)
    return `done after ${groups?.seconds} s`
  })
  bot.hears('now', () => 'at once')
}
