/** What the log says of the bots when they are served. */
import type { App, Logger } from '@wechatbot/core'

/** @param origin under which they are reached. */
export function announceBots(app: App, origin: string, log: Logger): void {
  for (const { name, path, mode, plugins } of app.bots) {
    const listed = plugins.length === 0 ? 'no plugins' : plugins.join(', ')
    log.info(`bot "${name}" on ${origin}${path} (${mode}) with ${listed}`)
  }
}
