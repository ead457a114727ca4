/** Reads answers to questions: one reader for each type. */

import type { StandardSchemaV1 } from '@standard-schema/spec'
import { fold, foldPart, type Message } from '@wechatbot/core'
import { KEPT_DATE } from './date/day.ts'
import { readDate } from './date/read.ts'
import { createWall } from './date/wall.ts'
import { numberOf } from './numerals.ts'
import type { AnswerKind, AnswerType, Step } from './types.ts'

/** The answer, or the text for a wrong answer when the step has no `retry`. */
export type Reading = { readonly value: unknown } | { readonly misfit: string }

export interface Reader {
  /** @param at when the text was written, in milliseconds since 1970 */
  readonly read: (text: string, at: number) => Reading | Promise<Reading>
  /** Whether a value that a handler gives is a valid answer. */
  readonly accepts: (value: unknown) => boolean
}

/** Kinds of message whose own fields are the answer. */
const FIELDS = {
  image: ['MediaId', 'PicUrl'],
  video: ['MediaId', 'ThumbMediaId'],
  shortvideo: ['MediaId', 'ThumbMediaId'],
  location: ['Location_X', 'Location_Y', 'Scale', 'Label'],
  link: ['Title', 'Description', 'Url'],
} as const satisfies Partial<Record<AnswerKind, readonly string[]>>

const NAMES: Readonly<Record<AnswerKind, string>> = {
  text: '文字',
  voice: '语音',
  image: '图片',
  video: '视频',
  shortvideo: '小视频',
  location: '位置',
  link: '链接',
}

export const ANSWER_KINDS = Object.keys(NAMES) as readonly AnswerKind[]

export const ANSWER_TYPES: readonly AnswerType[] = ['text', 'integer', 'phone', 'choice', 'date']

/** The kinds that a step takes. A step with a type or a schema also reads texts, in addition to `kinds`. */
export function kindsOf({ type, schema, kinds }: Step): ReadonlySet<string> {
  const isOfText = type !== undefined || schema !== undefined || kinds === undefined
  return new Set([...(isOfText ? ['text'] : []), ...(kinds ?? [])])
}

/** Reads a message as an answer to a step. Gives a misfit for a kind that the step does not take. */
export function readMessage(
  message: Message,
  kinds: ReadonlySet<string>,
  reader: Reader,
): Reading | Promise<Reading> {
  const at = message.CreateTime * 1000
  if (kinds.has(message.kind)) {
    if (message.kind === 'text' && !message.isUnsupported) return reader.read(message.Content, at)
    if (message.kind === 'voice') return reader.read(message.Recognition ?? '', at)
    const fields = FIELDS[message.kind as keyof typeof FIELDS] as readonly string[] | undefined
    if (fields !== undefined) {
      const values = message as unknown as Readonly<Record<string, unknown>>
      return { value: Object.fromEntries(fields.map((name) => [name, values[name] ?? ''])) }
    }
  }
  const names = [...kinds].map((kind) => NAMES[kind as AnswerKind])
  return { misfit: `请用${names.join('或')}回复` }
}

export function createReader(step: Step, timeZone: string): Reader {
  const { type, schema, choices = [], past = false } = step
  if (schema !== undefined) return bySchema(schema)
  if (type === 'integer') return integer(step)
  if (type === 'phone') return phone
  if (type === 'choice') return choice(choices)
  return type === 'date' ? date(timeZone, past) : text
}

const text: Reader = {
  read: (written) => {
    const value = written.trim()
    return value === '' ? { misfit: '没有看懂' } : { value }
  },
  accepts: (value) => typeof value === 'string',
}

/** Reads 4, ４, 四 and 4位. */
function integer({ min = -Infinity, max = Infinity }: Step): Reader {
  const fits = (value: number) => Number.isSafeInteger(value) && min <= value && value <= max
  const bounds =
    Number.isFinite(min) && Number.isFinite(max)
      ? ` ${min} 到 ${max} 的`
      : Number.isFinite(min)
        ? `不小于 ${min} 的`
        : Number.isFinite(max)
          ? `不大于 ${max} 的`
          : '一个'
  return {
    read: (written) => {
      const value = numberOf(fold(written).replace(/\s*(?:个人|[个位人名口份件])$/, ''))
      return value !== undefined && fits(value) ? { value } : { misfit: `请回复${bounds}整数` }
    },
    accepts: (value) => typeof value === 'number' && fits(value),
  }
}

/**
 * A mobile number of mainland China, as its eleven digits. Source: MIIT's numbering plan, 1[3-9] and nine more
 * digits.
 */
const PHONE = /^1[3-9]\d{9}$/

const phone: Reader = {
  read: (written) => {
    const value = foldPart(written)
      .replace(/[\s()-]/g, '')
      .replace(/^(?:\+|00)?86(?=1)/, '')
    return PHONE.test(value) ? { value } : { misfit: '请回复 11 位手机号' }
  },
  accepts: (value) => typeof value === 'string' && PHONE.test(value),
}

function choice(choices: readonly string[]): Reader {
  const folded = choices.map(fold)
  return {
    read: (written) => {
      const word = fold(written)
      const value = choices[folded.indexOf(word)] ?? choices[(numberOf(word) ?? 0) - 1]
      return value === undefined ? { misfit: '请从下面选一个' } : { value }
    },
    accepts: (value) => choices.includes(value as string),
  }
}

function date(timeZone: string, past: boolean): Reader {
  const wallAt = createWall(timeZone)
  return {
    read: (written, at) => {
      const reading = readDate(foldPart(written), wallAt(at), past)
      if ('date' in reading) return { value: reading.date }
      return {
        misfit:
          reading.misfit === 'past' ? '这个时间已经过了' : '没有看懂时间，可以回复「明天晚上7点」',
      }
    },
    accepts: (value) => typeof value === 'string' && KEPT_DATE.test(value),
  }
}

function bySchema(schema: StandardSchemaV1): Reader {
  return {
    read: async (written) => {
      const result = await schema['~standard'].validate(written)
      if (result.issues === undefined) return { value: result.value }
      return { misfit: result.issues[0]?.message ?? '没有看懂' }
    },
    accepts: (value) => value !== undefined,
  }
}
