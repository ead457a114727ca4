/** A conversation with a model: the earlier messages, the present one, and the turn that is stored. */
import type { Clock, Context, Session } from '@wechatbot/core'
import type { UserModelMessage } from 'ai'
import { CUT_OFF } from './answer.ts'
import type { Ask, Whole } from './ask.ts'
import { shortened } from './failure.ts'
import type { Limits } from './limits.ts'
import { type Memory, remembered } from './memory.ts'
import type { AiMetrics } from './metrics.ts'
import type { System } from './options.ts'
import { orWarn } from './outage.ts'
import { LINK, type OwnTools } from './own-tools.ts'
import { MARGIN_MS, startHold } from './patience.ts'
import { fetchPicture } from './picture.ts'
import type { Asked } from './said.ts'
import type { Source } from './source.ts'

interface ConverseParts {
  readonly ask: Ask
  readonly name: string
  readonly system: System | undefined
  readonly memory: Session<Memory> | undefined
  readonly maxMessages: number
  readonly limits: Limits
  readonly metrics: AiMetrics
  readonly clock: Clock
}

/** Text that may be reasoning is held for this time. No user reads it later for that: WeChat waits 4.5 s. */
const HELD_MS = 4000

const NO_PICTURE = '图片没有取到，请再发一次。'

export function converse(ctx: Context, said: Asked, own: OwnTools, parts: ConverseParts): Source {
  const { ask, name, system, memory, maxMessages, limits, metrics, clock } = parts
  return async function* (signal, atEnd) {
    const begunAt = clock.monotonic()
    const before = await known(ctx, memory)
    const content = await contentOf(ctx, said, signal)
    if (content === undefined) return yield NO_PICTURE
    const user: UserModelMessage = { role: 'user', content }
    // Counted from the beginning: at the first message the SDK must be loaded.
    const hold = () => {
      const leftMs = begunAt + HELD_MS - clock.monotonic()
      return startHold(clock, Math.min(leftMs, ctx.deadline - MARGIN_MS - clock.now()))
    }
    let whole: Whole | undefined
    yield* ask({
      system: typeof system === 'function' ? await system(ctx) : system,
      messages: [...before.turns.flat(), user],
      signal,
      hold,
      own: own.tools,
      onToolError: (tool, error) => {
        // A text is the SDK's, and quotes what the model wrote.
        const err = typeof error === 'string' ? shortened(error) : error
        ctx.log.warn({ tool: shortened(tool), err }, 'tool failed')
      },
      onWhole: (answer) => {
        whole = answer
      },
    })
    if (whole === undefined) return
    const { messages, usage, isCutOff } = whole
    const { inputTokens = 0, outputTokens = 0, totalTokens = inputTokens + outputTokens } = usage
    const ms = Math.round(clock.monotonic() - begunAt)
    ctx.log.info({ model: name, inputTokens, outputTokens, ms, from: ctx.from }, 'model answered')
    metrics.tokens(inputTokens, outputTokens)
    const turn = [user, ...messages]
    const remember = async () =>
      memory?.update(ctx, (state) => remembered(state, turn, maxMessages))
    atEnd(async (isRead) => {
      await Promise.all([
        isRead && orWarn(ctx.log, 'not remembered', remember),
        orWarn(ctx.log, 'tokens not counted', () => limits.spend(totalTokens)),
      ])
    })
    if (isCutOff) yield CUT_OFF
    if (own.isHandedOver()) yield LINK
  }
}

async function known(ctx: Context, memory: Session<Memory> | undefined): Promise<Memory> {
  const nothing: Memory = { turns: [] }
  return (await orWarn(ctx.log, 'answered without memory', async () => memory?.get(ctx))) ?? nothing
}

async function contentOf(ctx: Context, { text, picture }: Asked, signal: AbortSignal) {
  if (picture === undefined) return text
  const seen = await orWarn(ctx.log, 'picture not fetched', () =>
    fetchPicture(ctx, picture, signal),
  )
  if (seen === undefined) return undefined
  const { bytes, mediaType } = seen
  return [{ type: 'text', text } as const, { type: 'image', image: bytes, mediaType } as const]
}
