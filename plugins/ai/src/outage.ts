/** Goes on without the Store while it is away, so that no user loses an answer. */
import type { Logger } from '@wechatbot/core'

/** Gives the result of `work`. When it fails, gives undefined and writes a warning. */
export async function orWarn<T>(log: Logger, text: string, work: () => Promise<T>) {
  try {
    return await work()
  } catch (err) {
    log.warn({ err }, text)
    return undefined
  }
}
