/** The schema of the options: their shape, and rules between options. All problems are reported at once. */
import type { StandardSchemaV1 } from '@standard-schema/spec'
import { wordSchema } from '@wechatbot/core'
import * as v from 'valibot'
import { ANSWER_KINDS, ANSWER_TYPES } from './answers.ts'
import { findProblems } from './problems.ts'
import type { DialogOptions } from './types.ts'
import { COMPARISONS } from './when.ts'

const wordOrWords = v.union([wordSchema, v.array(wordSchema)], 'a text, or a list of texts')
const isFunction = (value: unknown) => typeof value === 'function'
const stepText = v.union(
  [wordSchema, v.custom<() => string>(isFunction)],
  'a text, or a function of the answers',
)

const start = v.union(
  [
    wordSchema,
    v.instance(RegExp),
    v.strictObject({ pattern: wordSchema, flags: v.optional(v.string()) }),
  ],
  'a text, a RegExp or { pattern, flags? }',
)

const value = v.union([v.string(), v.number()], 'a text or a number')
const comparisons = v.pipe(
  v.strictObject({
    eq: v.optional(value),
    not: v.optional(value),
    in: v.optional(v.array(value)),
    gt: v.optional(value),
    gte: v.optional(value),
    lt: v.optional(value),
    lte: v.optional(value),
  }),
  v.check((it) => Object.keys(it).length > 0, `one of ${COMPARISONS.join(', ')}`),
)
const CONDITIONS = 'a function, or conditions like { people: { gt: 4 } }'
const conditions = v.pipe(
  v.record(
    v.string(),
    // Chosen by the type of the input and not by a union, so that a problem has its exact place.
    v.lazy((it) => (typeof it === 'object' ? comparisons : value)),
    CONDITIONS,
  ),
  v.check((it) => Object.keys(it).length > 0, CONDITIONS),
)

const isStandardSchema = (it: unknown) =>
  typeof (it as Partial<StandardSchemaV1> | null)?.['~standard']?.validate === 'function'

/** The same form as in `DialogOptions.steps`. The name becomes a part of texts and of keys. */
const NAME = /^[\p{L}_$][\p{L}\p{N}_$-]*$/u

const step = v.strictObject({
  name: v.pipe(
    v.string(),
    v.check((it) => NAME.test(it) && it !== '__proto__', 'a name of letters, digits, _ and -'),
  ),
  ask: stepText,
  type: v.optional(v.picklist(ANSWER_TYPES, `one of ${ANSWER_TYPES.join(', ')}`)),
  schema: v.optional(v.custom<StandardSchemaV1>(isStandardSchema, 'a Standard Schema')),
  min: v.optional(v.pipe(v.number(), v.integer())),
  max: v.optional(v.pipe(v.number(), v.integer())),
  choices: v.optional(v.pipe(v.array(wordSchema), v.minLength(1, 'at least one choice'))),
  buttons: v.optional(v.boolean()),
  past: v.optional(v.boolean()),
  retry: v.optional(stepText),
  when: v.optional(
    v.lazy((it) => (isFunction(it) ? v.custom<() => boolean>(isFunction) : conditions)),
  ),
  kinds: v.optional(
    v.pipe(
      v.array(v.picklist(ANSWER_KINDS, `one of ${ANSWER_KINDS.join(', ')}`)),
      v.minLength(1, 'at least one kind'),
    ),
  ),
})

const MAX_TTL_MS = 7 * 24 * 60 * 60_000

const shape = v.strictObject({
  name: wordSchema,
  start: v.optional(v.union([start, v.array(start)], 'a text, a RegExp, or a list of them')),
  cancel: v.optional(wordOrWords),
  cancelled: v.optional(wordSchema),
  ttlMs: v.optional(
    v.pipe(
      v.number(),
      v.integer(),
      v.minValue(1000, 'milliseconds, at least 1000'),
      v.maxValue(MAX_TTL_MS, 'milliseconds, at most 604800000 (7 days)'),
    ),
  ),
  expired: v.optional(wordSchema),
  steps: v.pipe(v.array(step), v.minLength(1, 'at least one step')),
  remind: v.optional(v.strictObject({ field: wordSchema, before: wordSchema, text: wordSchema })),
  tell: v.optional(wordSchema),
  done: v.optional(
    v.union([wordSchema, v.custom<() => unknown>(isFunction)], 'a text, or a function'),
  ),
})

/** Gives back the same object, because a handle of `dialog()` finds its dialog by its options. */
export const options: StandardSchemaV1<DialogOptions, DialogOptions> = {
  // Spread, so that core can suggest the name of an option that was misspelt.
  ...shape,
  '~standard': {
    version: 1,
    vendor: 'valibot',
    validate: (given) => {
      const issues = (v.safeParse(shape, given).issues ?? []) as readonly StandardSchemaV1.Issue[]
      const all = [...issues, ...findProblems(given)]
      return all.length === 0 ? { value: given as DialogOptions } : { issues: all }
    },
  },
}
