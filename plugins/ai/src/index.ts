/** ai: a bot that talks. A model or a flow answers with a text that grows. */
import { type Context, definePlugin, fold, stream } from '@wechatbot/core'
import { type AnswerParts, answerOf } from './answer.ts'
import { createBlocked } from './blocked.ts'
import { createLimits } from './limits.ts'
import { createMarkdown } from './markdown/markdown.ts'
import { optionsSchema } from './options.ts'
import { orWarn } from './outage.ts'
import { MARGIN_MS } from './patience.ts'
import { type Asking, saidIn } from './said.ts'
import { talkTo } from './talk.ts'
import { orTransfer } from './transfer.ts'
import { createTyping } from './typing.ts'

export type { Flow, FlowContext } from './flow.ts'
export type { Moderate, System } from './options.ts'

const BEGUN_ANEW = '好的，我们重新开始。'
const BLOCKED = '这个话题我不能聊，换一个吧。'

export const ai = definePlugin({
  name: 'ai',
  options: optionsSchema,
  setup(scope, options) {
    const { kinds, moderate, limited, fallback, images, flow } = options
    const { clock } = scope
    const limits = createLimits(options.limits, scope.store, clock)
    const blocked = createBlocked(options.blocked)
    const guard = async (text: string, ctx: Context) => {
      const verdict = (await moderate?.(text, 'out', ctx)) ?? true
      const passed = verdict === true ? text : verdict
      return blocked === undefined ? passed : blocked.masked(passed)
    }
    const talk = talkTo(scope, options, { limits, guard })
    const resets = new Set(options.reset.map(fold))
    const parts: AnswerParts = {
      ...{ clock, moderate, fallback, timeoutMs: options.timeoutMs },
      ...{ model: talk.model, metrics: talk.metrics },
      typing: options.typing ? createTyping(clock) : undefined,
      transforms: () => [
        ...(options.format ? [createMarkdown()] : []),
        ...(blocked === undefined ? [] : [blocked.mask()]),
      ],
    }
    scope.on(kinds, async (ctx: Context<Asking>) => {
      const said = saidIn(ctx.message, { ...options, images: images && flow === undefined })
      if (said === undefined) return undefined
      if ('tell' in said) return said.tell
      if (resets.has(fold(said.text))) {
        const forget = async () => {
          await talk.forget(ctx)
          return BEGUN_ANEW
        }
        return (await orWarn(scope.log, 'the conversation goes on', forget)) ?? fallback
      }
      if (blocked?.isIn(said.text)) return BLOCKED
      try {
        const verdict = await moderate?.(said.text, 'in', ctx)
        if (typeof verdict === 'string') return verdict
      } catch (err) {
        scope.log.error({ err }, 'moderate failed, so the model is not asked')
        return fallback
      }
      // When the Store fails, the message is answered without being counted.
      const isAdmitted = await orWarn(scope.log, 'not counted', () => limits.admit(ctx.from))
      if (isAdmitted === false) return limited
      const { source, isHandedOver } = talk.answer(ctx, said)
      const answer = answerOf(ctx, source, parts)
      if (isHandedOver === undefined) return stream(answer)
      return orTransfer(answer, isHandedOver, () => clock.now() + MARGIN_MS < ctx.deadline)
    })
  },
})

export default ai
