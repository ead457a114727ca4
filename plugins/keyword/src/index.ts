/** keyword: answers messages by rules. The first rule that matches and has an answer wins. */
import {
  type Answer,
  type Clock,
  type Context,
  createHours,
  definePlugin,
  hasApi,
  hoursSchema,
  type KindFilter,
  type Message,
  type Opening,
  systemClock,
  WechatBotError,
} from '@wechatbot/core'
import * as v from 'valibot'
import { unfilledIn } from './braces.ts'
import { enumerationsIn } from './enumerations.ts'
import { problemLines, readFiles, watchFiles, withoutHours } from './files.ts'
import type { PlacedRule } from './literals.ts'
import { createMatchers, type Matcher } from './matcher.ts'
import { pathOf } from './reply-file.ts'
import { answer, needsApi, ruleSchema, withoutFiles } from './rule.ts'
import { createRuleset, type Ruleset, type Search } from './ruleset.ts'
import { createRunners } from './runner.ts'
import { looksForPrefix, withoutPrefix } from './scenes.ts'
import { isPending, type Soon } from './soon.ts'
import { createStrikes } from './strikes.ts'
import { subjectOf } from './subject.ts'
import { isNow } from './when.ts'

export type { ReplyFunction, Rule } from './rule.ts'

const file = v.union([v.pipe(v.string(), v.minLength(1)), v.instance(URL)], 'a path or a file: URL')

const options = v.strictObject({
  /** Rules of the same priority are tried in order, and before the rules of files. */
  rules: v.optional(v.array(ruleSchema), []),
  /** CSV, JSON or YAML files with more rules. A relative path begins in the bot's `folder`. */
  file: v.optional(v.union([file, v.array(file)], 'a path, a file: URL, or a list of them')),
  /** When the shop is open: the list that hours, handoff and location-lookup take. For rules with `when`. */
  hours: v.optional(hoursSchema),
  /** Reads the files again when they change. */
  watch: v.optional(v.boolean(), true),
  /** Whether rules for text also answer voice messages, by what WeChat understood of them. */
  recognition: v.optional(v.boolean(), false),
  /** Chooses from a list of replies. It gives a number from 0 to below 1. @default Math.random */
  random: v.optional(v.custom<() => number>((value) => typeof value === 'function', 'a function')),
  /** For tests: the clock for looking at files and for the time limit of expressions. @default the machine's */
  clock: v.optional(v.custom<Clock>((value) => typeof value === 'object', 'a Clock')),
})

/** The most warnings about rules that never answer. */
const MAX_WARNINGS = 20
const UNSAFE =
  'unsafe: true runs in the worker; without it an expression runs there only if it must'

const NO_API =
  'pictures and voices by file are uploaded by the API: without an appSecret the next rule or plugin answers'

const PREFIX_IS_OFF =
  'looks for "qrscene_", which is taken off before: write the scene alone, without it'

const IS_ONE_WORD = 'as one word: separate words by |, or write a list in JSON and YAML'

/** All bots of a process share one thread for those regular expressions that must be stoppable. */
const joinRunners = createRunners()

export const keyword = definePlugin({
  name: 'keyword',
  options: v.optional(options, {}),
  setup(scope, options) {
    const { rules, file = [], hours, watch, recognition, random = Math.random } = options
    const { clock = systemClock } = options
    const openingAt = createHours(hours, scope.timeZone)
    const parts = { random, opening: () => openingAt(scope.clock.now()) }
    const own = rules.map((rule, i): PlacedRule => ({ rule, place: () => `rules[${i}]` }))
    const paths = [file].flat().map((each) => pathOf(each, scope.folder))

    const runner = joinRunners()
    scope.onClose(runner.close)
    const strikes = createStrikes<Matcher>(clock)

    const build = (more: readonly PlacedRule[]): Ruleset => {
      const matcherOf = createMatchers({ runner, strikes, clock, log: scope.log })
      const given = [...own, ...more].map((it) => ({ ...it, rule: withoutPrefix(it.rule) }))
      const byFile = hasApi(scope) ? [] : given.filter(({ rule }) => needsApi(rule))
      const all = byFile.length === 0 ? given : given.flatMap(sentWithoutApi)
      const ruleset = createRuleset(all, recognition, matcherOf)
      for (const { place } of all
        .filter(({ rule }) => looksForPrefix(rule))
        .slice(0, MAX_WARNINGS)) {
        scope.log.warn({ rule: place() }, `${place()} ${PREFIX_IS_OFF}`)
      }
      for (const { word, place } of enumerationsIn(more).slice(0, MAX_WARNINGS)) {
        scope.log.warn({ rule: place() }, `${place()} looks for "${word}" ${IS_ONE_WORD}`)
      }
      for (const { line, place } of unfilledIn(all).slice(0, MAX_WARNINGS)) {
        scope.log.warn({ rule: place() }, `${place()} ${line}`)
      }
      // Computed only when somebody reads it: `wechatbot check`, or a log of level debug.
      scope.log.debug({ rules: { toJSON: ruleset.engines } }, 'what looks for each rule')
      for (const { place, by } of ruleset.shadowed.slice(0, MAX_WARNINGS)) {
        const fields = { rule: place(), by: by.place() }
        scope.log.warn(
          fields,
          `${fields.rule} never answers: ${fields.by} always answers before it`,
        )
      }
      const rest = ruleset.shadowed.length - MAX_WARNINGS
      if (rest > 0) scope.log.warn({ rest }, `${rest} more rules never answer`)
      if (byFile.length > 0) {
        const places = byFile.slice(0, MAX_WARNINGS).map(({ place }) => place())
        scope.log.warn({ rules: places }, NO_API)
      }
      const unsafe = all.filter(({ rule }) => rule.unsafe).map(({ place }) => place())
      if (unsafe.length > 0) scope.log.warn({ rules: unsafe.slice(0, MAX_WARNINGS) }, UNSAFE)
      return ruleset
    }

    const read = () => {
      const { rules: more, problems } = readFiles(paths)
      const timeless = hours === undefined ? withoutHours([...own, ...more]) : []
      return { more, problems: [...problems, ...timeless] }
    }

    const first = read()
    if (first.problems.length > 0) {
      throw new WechatBotError(
        'BAD_PLUGIN',
        `plugin "keyword":\n  ${problemLines(first.problems)}`,
        {
          problems: first.problems,
        },
      )
    }
    let current = build(first.more)

    const reload = () => {
      const { more, problems } = read()
      if (problems.length > 0) {
        scope.log.error({ problems }, `rules kept as they were:\n  ${problemLines(problems)}`)
        return
      }
      current = build(more)
      scope.log.info({ rules: own.length + more.length }, 'rules read again')
    }
    if (watch && paths.length > 0) scope.onClose(watchFiles(paths, clock, reload))

    const handle = (ctx: Context): Soon<Answer> => {
      const { message, from } = ctx
      const text = subjectOf(message)
      if (text === '') return undefined
      return firstAnswer(current.find({ kind: message.kind, text, from }), ctx, parts)
    }
    // A function, because a changed file may add rules for other kinds.
    const wanted: KindFilter = Object.assign(({ kind }: Message) => current.kinds.has(kind), {
      kinds: () => current.kinds,
    })
    if (paths.length > 0) scope.on(wanted, handle)
    else scope.on(current.kinds.size > 0 ? [...current.kinds] : ['text' as const], handle)
  },
})

export default keyword

/** The replies of a rule that an account without the API can send. */
function sentWithoutApi({ rule, place }: PlacedRule): readonly PlacedRule[] {
  const sent = withoutFiles(rule)
  return sent === undefined ? [] : [{ rule: sent, place }]
}

interface Parts {
  readonly random: () => number
  readonly opening: () => Opening
}

/** The answer of the first rule that has one. An answer that is known already is not awaited. */
function firstAnswer(
  search: Search,
  ctx: Context,
  parts: Parts,
  waited?: RegExpMatchArray | null,
): Soon<Answer> {
  for (let step = search.next(waited); !step.done; step = search.next()) {
    if (step.value instanceof Promise) {
      return step.value.then((match) => firstAnswer(search, ctx, parts, match))
    }
    const { rule, match } = step.value
    const opening = rule.when && parts.opening()
    if (rule.when && opening && !isNow(rule.when, opening)) continue
    const reply = answer(rule, ctx, match, { random: parts.random, opening })
    if (isPending(reply)) {
      return reply.then((it) => (it === undefined ? firstAnswer(search, ctx, parts) : it))
    }
    if (reply !== undefined) return reply
  }
  return undefined
}
