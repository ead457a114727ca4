/** Shows 对方正在输入 while the model works. */
import type { Clock, Context } from '@wechatbot/core'

/** WeChat shows it for 15 s, and accepts it within 30 s of the user's message. */
const AGAIN_MS = 15_000
const TIMES = 2
/** Errors that concern this message only: it is too late, or it is shown already. */
const PASSING = [45080, 45081]

/** Shows it until the returned function is called. */
export type ShowTyping = (ctx: Context) => () => void

export function createTyping(clock: Clock): ShowTyping {
  /** False once WeChat has refused. An account without the right or the API is not asked again for each message. */
  let isAble = true
  return (ctx) => {
    let timer: unknown
    let left = TIMES
    const show = () => {
      if (!isAble) return
      left -= 1
      ctx.typing().catch((error: Error & { errcode?: number }) => {
        isAble = PASSING.includes(error.errcode ?? 0)
        if (!isAble) ctx.log.debug({ reason: error.message }, 'typing is not shown from now on')
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
