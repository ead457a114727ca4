/**
 * An answer as its user reads it, shaped by the transforms. When the source gives nothing, the user reads the
 * fallback.
 */
import type { Clock, Context } from '@wechatbot/core'
import { failureOf } from './failure.ts'
import type { AiMetrics } from './metrics.ts'
import type { Model } from './model.ts'
import { moderated } from './moderated.ts'
import type { Moderate } from './options.ts'
import { startPatience, until } from './patience.ts'
import type { Settle, Source } from './source.ts'
import { chained, type Transform } from './transform.ts'
import type { ShowTyping } from './typing.ts'

export interface AnswerParts {
  readonly clock: Clock
  readonly timeoutMs: number
  readonly fallback: string
  /** The model, for the log and its advice. */
  readonly model: Pick<Model, 'name' | 'apiKey' | 'variable' | 'site'>
  readonly metrics: AiMetrics
  /** Makes new transforms for each answer. */
  readonly transforms: () => readonly Transform[]
  readonly moderate: Moderate | undefined
  readonly typing: ShowTyping | undefined
}

/** Ends a text that is not whole. */
export const CUT_OFF = '…'

/** The texts that the user reads. Never throws. Ends without a text when nobody can read it any more. */
export async function* answerOf(
  ctx: Context,
  source: Source,
  parts: AnswerParts,
): AsyncGenerator<string> {
  const { clock, timeoutMs, fallback, model, metrics, moderate } = parts
  const begunAt = clock.monotonic()
  const patience = startPatience(clock, timeoutMs, ctx.signal)
  const stopTyping = parts.typing?.(ctx)
  const failed = (error: unknown) => {
    if (ctx.signal.aborted) {
      ctx.log.info({ model: model.name }, 'stopped: nobody can get this answer any more')
    } else {
      const failure = failureOf(error, model)
      ctx.log.error({ model: model.name, ...failure }, 'no whole answer')
      metrics.failed()
    }
  }
  let failure: { readonly error: unknown } | undefined
  let settle: Settle = async () => {}
  const atEnd = (given: Settle) => {
    settle = given
  }
  const written = async function* () {
    const shape = chained(parts.transforms())
    try {
      for await (const piece of until(patience.signal, source(patience.signal, atEnd))) {
        const text = shape.push(piece)
        if (text !== '') yield text
      }
    } catch (error) {
      failure = { error }
    }
    // This includes the text that came before a failure.
    const rest = shape.end()
    if (rest !== '') yield rest
  }
  let isEmpty = true
  try {
    const pieces = moderate === undefined ? written() : moderated(written(), moderate, ctx)
    for await (const piece of pieces) {
      const text: string = isEmpty ? piece.trimStart() : piece
      isEmpty = isEmpty && text === ''
      if (text !== '') yield text
    }
    failure ??= isEmpty ? { error: new Error('the answer is empty') } : undefined
  } catch (error) {
    // A text that moderate could not check does not go out.
    failure = { error }
  } finally {
    patience.end()
    stopTyping?.()
  }
  if (!ctx.signal.aborted) metrics.ended(clock.monotonic() - begunAt)
  await settle(failure === undefined)
  if (failure === undefined) return
  failed(failure.error)
  if (!ctx.signal.aborted) yield isEmpty ? fallback : CUT_OFF
}
