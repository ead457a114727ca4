/** 对方正在输入, while the model works. */
import type { Clock, Context } from '@wechatbot/core'

/** WeChat shows it for 15 s, and takes it within 30 s of the user's message. */
const AGAIN_MS = 14_000
const TIMES = 3

/** Shows it from now on; the function that is returned ends that. */
export type ShowTyping = (ctx: Context) => () => void

export function createTyping(clock: Clock): ShowTyping {
  /** An account without the right, or without the API, is not asked for each message. */
  let isAble = true
  return (ctx) => {
    let timer: unknown
    let left = TIMES
    const show = () => {
      if (!isAble) return
      left -= 1
      ctx.typing().catch((error: Error & { errcode?: number }) => {
        isAble = false
        ctx.log.debug({ reason: error.message }, 'typing is not shown from now on')
      })
      timer = left > 0 ? clock.setTimeout(show, AGAIN_MS) : undefined
    }
    show()
    return () => {
      left = 0
      if (timer !== undefined) clock.clearTimeout(timer as never)
    }
  }
}
