/** A dialog as it is run: its options, read once. */
import { fold, type Message } from '@wechatbot/core'
import { createReader, kindsOf, type Reader } from './answers.ts'
import { createWall } from './date/wall.ts'
import { type Errands, TIME_ZONE } from './errands.ts'
import { createStarts, type Starts } from './start.ts'
import { fill } from './texts.ts'
import type { AnyAnswers, DialogOptions, Step, StepText } from './types.ts'
import { holds } from './when.ts'

export interface Question {
  readonly name: string
  readonly kinds: ReadonlySet<string>
  readonly reader: Reader
  /** What is asked. The list of a choice is not part of it. */
  readonly ask: (answers: AnyAnswers, year: number) => Promise<string>
  /** What is said to a wrong answer; undefined where the type says it. */
  readonly retry: ((answers: AnyAnswers, year: number) => Promise<string>) | undefined
  readonly isAsked: (answers: AnyAnswers) => boolean
  readonly choices: readonly string[]
  readonly hasButtons: boolean
  /** What an answer means: with another one the answers of before are no answers to it. */
  readonly mark: string
}

export interface Script {
  readonly name: string
  /** As they were given, for the handle that has the same. */
  readonly options: DialogOptions
  readonly questions: readonly Question[]
  readonly starts: Starts
  /** Whether a text leaves it. */
  readonly isCancel: (text: string) => boolean
  readonly cancelled: (answers: AnyAnswers, year: number) => string
  /** When a message was written, by the dialog's time zone: dates of this year are shown without it. */
  readonly yearOf: (message: Message) => number
  readonly ttlSeconds: number
  readonly expired: string | undefined
  /** Done once the dialog is. */
  readonly errands: Errands
}

const TTL_MS = 30 * 60_000

export function createScript(options: DialogOptions, errands: Errands): Script {
  const { name, start = [], cancel = ['取消'], cancelled = '已取消' } = options
  const { ttlMs = TTL_MS, expired, steps, timeZone = TIME_ZONE } = options
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

/** Not of functions: a build writes the same one in another way. */
function markOf({ name, ask, type, schema, min, max, choices, past, when, kinds }: Step): string {
  const asData = (value: unknown) => (typeof value === 'function' ? 'function' : (value ?? null))
  const isBySchema = schema !== undefined
  return JSON.stringify(
    [name, ask, type, isBySchema, min, max, choices, past, when, kinds].map(asData),
  )
}
