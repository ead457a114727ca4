/** hours: answers 现在开门吗, by opening hours and holidays, for each branch. */
import {
  createHours,
  definePlugin,
  fold,
  foldPart,
  hoursSchema,
  nextText,
  type Opening,
  type ReplyInput,
  times,
  wordSchema,
} from '@wechatbot/core'
import * as v from 'valibot'

const WORDS: string[] = [
  ...['开门吗', '开门了吗', '开门没', '关门了吗', '关门没', '营业吗', '打烊'],
  ...['几点开门', '几点关门', '营业时间', '几点营业'],
]

const byName = v.record(wordSchema, hoursSchema)
/** Places of location-lookup. A place without hours is not asked for. */
const places = v.array(v.looseObject({ name: wordSchema, hours: v.optional(hoursSchema) }))

const branchesSchema = v.pipe(
  // Chosen by the type of the input and not by a union, so that a problem has its exact place.
  v.lazy((it) => (Array.isArray(it) ? places : byName)),
  v.transform((given) =>
    Array.isArray(given)
      ? given.flatMap(({ name, hours }) => (hours === undefined ? [] : [{ name, hours }]))
      : Object.entries(given).map(([name, hours]) => ({ name, hours })),
  ),
)

const options = v.strictObject({
  /** The hours of the shop. */
  hours: v.optional(hoursSchema),
  /** In place of `hours`: the hours of each branch, by its name, or the `places` of location-lookup. */
  branches: v.optional(branchesSchema, []),
  /** Words that ask for the hours, anywhere in a short message. Also keys of menu buttons. */
  words: v.optional(v.array(wordSchema), WORDS),
  /** The reply while open. `{until}` is the closing time. */
  open: v.optional(v.pipe(wordSchema, times(['until'])), '营业中，到 {until}。'),
  /** The reply while closed. `{next}` is the opening time: `今天 09:00`, `明天 09:00`, `12月1日（周二） 09:00`. */
  closed: v.optional(v.pipe(wordSchema, times(['next'])), '现在休息，{next} 开门。'),
  /** The reply while closed without a known opening time. */
  away: v.optional(v.pipe(wordSchema, times([])), '现在休息。'),
})

/** In characters. A longer message is about something else. */
const MAX_QUESTION = 20

export const hours = definePlugin({
  name: 'hours',
  options: v.pipe(
    options,
    v.check(
      ({ hours, branches }) => hours !== undefined || branches.length > 0,
      'hours, or branches with hours',
    ),
    v.check(
      ({ hours, branches }) => hours === undefined || branches.length === 0,
      'hours: expected hours or branches, got both',
    ),
  ),
  setup(scope, { hours, branches, words, ...texts }) {
    const asks = words.map(foldPart)
    const keys = new Set(words.map(fold))
    const shop = hours === undefined ? undefined : createHours(hours, scope.timeZone)
    const all = branches.map(({ name, hours: own }) => {
      return { name, key: foldPart(name), openingAt: createHours(own, scope.timeZone) }
    })

    const answer = (question: string): ReplyInput | undefined => {
      const now = scope.clock.now()
      const named = all.filter(({ key }) => question.includes(key))
      const about = named.length > 0 ? named : all
      if (about.length === 0) return shop && textOf(shop(now), texts)
      return about
        .map(({ name, openingAt }) => `${name}：${textOf(openingAt(now), texts)}`)
        .join('\n')
    }
    const hear = (text: string) => {
      const question = foldPart(text)
      if (question.length > MAX_QUESTION) return undefined
      return asks.some((ask) => question.includes(ask)) ? answer(question) : undefined
    }
    scope.on('text', ({ message }) => hear(message.Content))
    scope.on('voice', ({ message }) => hear(message.Recognition ?? ''))
    scope.on('event:CLICK', ({ message }) => {
      return keys.has(fold(message.EventKey)) ? answer('') : undefined
    })
  },
})

export default hours

interface Texts {
  readonly open: string
  readonly closed: string
  readonly away: string
}

function textOf({ isOpen, until, next }: Opening, { open, closed, away }: Texts): string {
  if (isOpen) return open.replaceAll('{until}', until ?? '24:00')
  return next === undefined ? away : closed.replaceAll('{next}', nextText(next))
}
