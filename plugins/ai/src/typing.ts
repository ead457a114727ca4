/** 对方正在输入, while the model works. */
import type { Clock, Context } from '@wechatbot/core'

/** WeChat shows it for 15 s, and takes it within 30 s of the user's message. */
const AGAIN_MS = 15_000
const TIMES = 2
/** Too late, or shown already: of this message only. */
const PASSING = [45080, 45081]

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
