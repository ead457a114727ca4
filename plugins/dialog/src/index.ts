/** dialog: asks questions one after the other, and keeps the answers over restarts. */
import {
  type ConfiguredPlugin,
  definePlugin,
  hasApi,
  type Plugin,
  type ReplyInput,
  WechatBotError,
} from '@wechatbot/core'
import { deskAt, deskOf } from './desks.ts'
import { createErrands } from './errands.ts'
import { options } from './options.ts'
import { HANDLED } from './problems.ts'
import { createScript, type Script } from './script.ts'
import { clickKeyOf, patternOf } from './start.ts'
import { linesOf } from './tree.ts'
import type {
  AnyAnswers,
  Dialog,
  DialogOptions,
  Step,
  StepAfter,
  StepData,
  Written,
} from './types.ts'

export type {
  AnswerKind,
  AnswerOf,
  Answers,
  AnswerType,
  AnyAnswers,
  Comparison,
  Conditions,
  Dialog,
  DialogOptions,
  Done,
  DoneContext,
  Start,
  Step,
  StepAfter,
  StepData,
  StepFunctions,
  StepText,
  Written,
} from './types.ts'

const NO_BUTTONS = 'buttons need the API: without an appSecret their choices are asked as a text'

const plugin = definePlugin({
  name: 'dialog',
  options,
  setup(scope, given) {
    if (given.steps.some(({ buttons }) => buttons) && !hasApi(scope)) {
      scope.log.warn({ dialog: given.name }, NO_BUTTONS)
    }
    const desk = deskOf(scope)
    const script = createScript(given, createErrands(desk.scope, given), scope.timeZone)
    desk.add(script)
    const starts = [given.start ?? []].flat()
    for (const start of starts) {
      if (typeof start === 'string' && clickKeyOf(start) !== undefined) continue
      const trigger = typeof start === 'string' ? start : patternOf(start)
      scope.hears(trigger, (ctx) => desk.begin(ctx, script))
    }
    if (starts.some((start) => typeof start === 'string')) {
      scope.on('event:CLICK', (ctx) =>
        script.starts(ctx.message) ? desk.begin(ctx, script) : undefined,
      )
    }
    // Computed only when somebody reads it: `wechatbot check`, or a log of level debug.
    scope.log.debug({ steps: { toJSON: () => linesOf(given) } }, `dialog "${script.name}"`)
  },
})

/**
 * The plugin. It is also a function that makes a dialog from options: an entry of `plugins`, and a handle for
 * handlers.
 */
export interface DialogPlugin extends Plugin<DialogOptions> {
  /**
   * The functions of a step get the answers to the steps before it.
   *
   * @example
   * ```ts
   * const booking = dialog({
   *   name: 'booking',
   *   start: '订位',
   *   steps: [
   *     { name: 'date', ask: '哪天？', type: 'date' },
   *     { name: 'people', ask: '{date}，几位？', type: 'integer', min: 1, max: 20 },
   *   ],
   *   done: (_ctx, { date, people }) => `已订 ${date} ${people} 位`,
   * })
   * const bot = createBot({ token: 'a-token', plugins: [booking] })
   * ```
   */
  <
    const A extends StepData,
    const B extends StepData,
    const C extends StepData,
    const D extends StepData,
    const E extends StepData,
    const F extends StepData,
    const G extends StepData,
    const H extends StepData,
  >(
    options: Omit<DialogOptions<Written<[A, B, C, D, E, F, G, H]>>, 'steps'> & {
      readonly steps: readonly [
        StepAfter<[], A>,
        StepAfter<[A], B>?,
        StepAfter<[A, B], C>?,
        StepAfter<[A, B, C], D>?,
        StepAfter<[A, B, C, D], E>?,
        StepAfter<[A, B, C, D, E], F>?,
        StepAfter<[A, B, C, D, E, F], G>?,
        StepAfter<[A, B, C, D, E, F, G], H>?,
      ]
    },
  ): Dialog<Written<[A, B, C, D, E, F, G, H]>>
  /** For more than eight steps, and for steps that are written somewhere else: their functions get answers of any type. */
  <const Steps extends readonly Step[]>(options: DialogOptions<Steps>): Dialog<Steps>
}

function configure(given: DialogOptions): ConfiguredPlugin & Pick<Dialog, 'begin'> {
  const owned = Object.defineProperty({ ...given }, HANDLED, { value: true })
  return {
    ...plugin(owned),
    begin: async (ctx, answers = {}) => {
      const desk = deskAt(ctx)
      const script = desk?.find(owned)
      if (desk === undefined || script === undefined) {
        throw new WechatBotError(
          'BAD_CALL',
          `dialog "${given.name}": the bot of this message does not have it; put it into the bot's plugins`,
        )
      }
      assertAnswers(script, answers)
      return (await desk.begin(ctx, script, answers)) as ReplyInput
    },
  }
}

for (const [key, value] of Object.entries(plugin)) {
  Object.defineProperty(configure, key, { value, enumerable: true })
}

export const dialog = configure as unknown as DialogPlugin

export default dialog

/** @throws WechatBotError BAD_CALL for an answer without a step, and for a value that is no valid answer. */
function assertAnswers({ name, questions }: Script, answers: AnyAnswers): void {
  for (const [key, value] of Object.entries(answers)) {
    const question = questions.find((it) => it.name === key)
    if (question?.reader.accepts(value)) continue
    const names = questions.map((it) => it.name).join(', ')
    const expected =
      question === undefined ? `the name of a step (${names})` : `an answer to "${key}"`
    throw new WechatBotError(
      'BAD_CALL',
      `dialog "${name}", begin(): expected ${expected}, got ${question === undefined ? `"${key}"` : typeof value}`,
    )
  }
}
