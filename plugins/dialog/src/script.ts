/** A dialog in the form in which it runs. Its options are read once. */
import { fold, type Message } from '@wechatbot/core'
import { createReader, kindsOf, type Reader } from './answers.ts'
import { createWall } from './date/wall.ts'
import type { Errands } from './errands.ts'
import { createStarts, type Starts } from './start.ts'
import { fill } from './texts.ts'
import type { AnyAnswers, DialogOptions, Step, StepText } from './types.ts'
import { holds } from './when.ts'

export interface Question {
  readonly name: string
  readonly kinds: ReadonlySet<string>
  readonly reader: Reader
  /** The text of the question, without the list of a choice. */
  readonly ask: (answers: AnyAnswers, year: number) => Promise<string>
  /** The text for a wrong answer. Undefined where the type gives the text. */
  readonly retry: ((answers: AnyAnswers, year: number) => Promise<string>) | undefined
  readonly isAsked: (answers: AnyAnswers) => boolean
  readonly choices: readonly string[]
  readonly hasButtons: boolean
  /** Identifies the meaning of an answer. When the mark changes, earlier answers are no longer valid. */
  readonly mark: string
}

export interface Script {
  readonly name: string
  /** The same object as the user gave, by which the handle finds its dialog. */
  readonly options: DialogOptions
  readonly questions: readonly Question[]
  readonly starts: Starts
  /** Whether a text cancels the dialog. */
  readonly isCancel: (text: string) => boolean
  readonly cancelled: (answers: AnyAnswers, year: number) => string
  /**
   * The year in which a message was written, in the dialog's time zone. A date of this year is shown without the
   * year.
   */
  readonly yearOf: (message: Message) => number
  readonly ttlSeconds: number
  readonly expired: string | undefined
  /** Jobs that run when the dialog is done. */
  readonly errands: Errands
}

const TTL_MS = 30 * 60_000

/** @param timeZone the time zone of dates. */
export function createScript(options: DialogOptions, errands: Errands, timeZone: string): Script {
  const { name, start = [], cancel = ['取消'], cancelled = '已取消' } = options
  const { ttlMs = TTL_MS, expired, steps } = options
  const wallAt = createWall(timeZone)
  const cancels = new Set([cancel].flat().map(fold))
  return {
    name,
    options,
    questions: steps.map((step) => toQuestion(step, timeZone)),
    starts: createStarts([start].flat()),
    isCancel: (text) => cancels.has(fold(text)),
    cancelled: (answers, year) => fill(cancelled, answers, year),
    yearOf: ({ CreateTime }) => wallAt(CreateTime * 1000).year,
    ttlSeconds: ttlMs / 1000,
    expired,
    errands,
  }
}

function toQuestion(step: Step, timeZone: string): Question {
  const { name, ask, retry, when, choices = [], buttons = false } = step
  return {
    name,
    kinds: kindsOf(step),
    reader: createReader(step, timeZone),
    ask: toText(ask),
    retry: retry === undefined ? undefined : toText(retry),
    isAsked: (answers) => {
      if (when === undefined) return true
      return typeof when === 'function' ? when(answers) : holds(when, answers)
    },
    choices,
    hasButtons: buttons,
    mark: markOf(step),
  }
}

function toText(text: StepText): Question['ask'] {
  return async (answers, year) =>
    typeof text === 'string' ? fill(text, answers, year) : text(answers)
}

/**
 * The functions of a step are not part of its mark, because each build may write the same function in another way.
 */
function markOf({ name, ask, type, schema, min, max, choices, past, when, kinds }: Step): string {
  const asData = (value: unknown) => (typeof value === 'function' ? 'function' : (value ?? null))
  const isBySchema = schema !== undefined
  return JSON.stringify(
    [name, ask, type, isBySchema, min, max, choices, past, when, kinds].map(asData),
  )
}
