/** What is done without the Store while it is away: it costs nobody an answer. */
import type { Logger } from '@wechatbot/core'

/** What `work` gives; undefined, and a warning, where it fails. */
export async function orWarn<T>(log: Logger, text: string, work: () => Promise<T>) {
  try {
    return await work()
  } catch (err) {
    log.warn({ err }, text)
    return undefined
  }
}
