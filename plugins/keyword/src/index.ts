/** keyword: answers messages by rules. The first rule that matches and has an answer wins. */
import { type Clock, definePlugin, type Kind, systemClock, WechatBotError } from '@wechatbot/core'
import * as v from 'valibot'
import { pathOf, problemLines, readFiles, watchFiles } from './files.ts'
import { answer, ruleSchema } from './rule.ts'
import { createRuleset, type PlacedRule, type Ruleset } from './ruleset.ts'
import { SUBJECT_KINDS, subjectOf } from './subject.ts'

export type { ReplyFunction, Rule } from './rule.ts'

const file = v.union([v.pipe(v.string(), v.minLength(1)), v.instance(URL)], 'a path or a file: URL')

const options = v.strictObject({
  /** Those of the same priority are tried in order; before those of files. */
  rules: v.optional(v.array(ruleSchema), []),
  /** CSV, JSON or YAML with more rules. Paths begin at the working directory. */
  file: v.optional(v.union([file, v.array(file)], 'a path, a file: URL, or a list of them')),
  /** Reads the files again when they change. */
  watch: v.optional(v.boolean(), true),
  /** Rules for text are for voice messages too, by what WeChat understood of them. */
  recognition: v.optional(v.boolean(), false),
  /** Chooses from a list of replies: from 0 up to, not including, 1. @default Math.random */
  random: v.optional(v.custom<() => number>((value) => typeof value === 'function', 'a function')),
  /** For looking at files in tests. @default the machine's */
  clock: v.optional(v.custom<Clock>((value) => typeof value === 'object', 'a Clock')),
})

/** Of rules that never answer. */
const MAX_WARNINGS = 20

export const keyword = definePlugin({
  name: 'keyword',
  options: v.optional(options, {}),
  setup(scope, { rules, file = [], watch, recognition, random = Math.random, clock }) {
    const own = rules.map((rule, i): PlacedRule => ({ rule, place: () => `rules[${i}]` }))
    const paths = [file].flat().map(pathOf)

    const build = (more: readonly PlacedRule[]): Ruleset => {
      const ruleset = createRuleset([...own, ...more], recognition)
      for (const { place, by } of ruleset.shadowed.slice(0, MAX_WARNINGS)) {
        const fields = { rule: place(), by: by.place() }
        scope.log.warn(
          fields,
          `${fields.rule} never answers: ${fields.by} always answers before it`,
        )
      }
      const rest = ruleset.shadowed.length - MAX_WARNINGS
      if (rest > 0) scope.log.warn({ rest }, `${rest} more rules never answer`)
      return ruleset
    }

    const first = readFiles(paths)
    if (first.problems.length > 0) {
      throw new WechatBotError(
        'BAD_PLUGIN',
        `plugin "keyword":\n  ${problemLines(first.problems)}`,
        {
          problems: first.problems,
        },
      )
    }
    let current = build(first.rules)

    const reload = () => {
      const { rules: more, problems } = readFiles(paths)
      if (problems.length > 0) {
        scope.log.error({ problems }, `rules kept as they were:\n  ${problemLines(problems)}`)
        return
      }
      current = build(more)
      scope.log.info({ rules: own.length + more.length }, 'rules read again')
    }
    if (watch && paths.length > 0) scope.onClose(watchFiles(paths, clock ?? systemClock, reload))

    // A file may have rules for other kinds tomorrow.
    const kinds: readonly Kind[] = paths.length > 0 ? SUBJECT_KINDS : [...current.kinds]
    scope.on(kinds.length > 0 ? kinds : ['text' as const], async (ctx) => {
      const subject = subjectOf(ctx.message)
      if (subject === '') return undefined
      for (const { rule, match } of current.find(ctx.message.kind, subject)) {
        const reply = await answer(rule, ctx, match, random)
        if (reply !== undefined) return reply
      }
      return undefined
    })
  },
})

export default keyword
