/** Shows 对方正在输入 while the model works. */
import type { Clock, Context } from '@wechatbot/core'

/** WeChat shows it for 15 s, and accepts it within 30 s of the user's message. */
const AGAIN_MS = 15_000
const TIMES = 2
/** The account has no right to it. */
const NO_RIGHT = 48001

/** Shows it until the returned function is called. */
export type ShowTyping = (ctx: Context) => () => void

export function createTyping(clock: Clock): ShowTyping {
  /** False once the account has turned out to lack the API or the right to this call. */
  let isAble = true
  return (ctx) => {
    let timer: unknown
    let left = TIMES
    const show = () => {
      if (!isAble) return
      left -= 1
      ctx.typing().catch((error: Error & { code?: string; errcode?: number }) => {
        // Other errors concern this message only: it is too late, shown already, or the network failed.
        if (error.code !== 'NO_API' && error.errcode !== NO_RIGHT) return
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
