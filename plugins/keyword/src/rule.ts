/** One rule: its schema and its answer. */
import {
  type Answer,
  type Context,
  type Opening,
  type Reply,
  type ReplyInput,
  toWrittenReply,
  wordSchema,
} from '@wechatbot/core'
import * as v from 'valibot'
import { modeSchema } from './modes.ts'
import { toPattern } from './pattern.ts'
import { type FileReply, namesFile, openReply, toFileReply } from './reply-file.ts'
import type { Soon } from './soon.ts'
import { kindSchema } from './subject.ts'
import { whenSchema, withTimes } from './when.ts'

/**
 * Makes the reply of a rule. `match` is the match of a regular expression. For another rule it is the word, as the
 * rule has it. Undefined means "not mine": then the next rule is asked.
 */
export type ReplyFunction = (ctx: Context, match: RegExpMatchArray) => Answer | Promise<Answer>

/** A path in a rule file begins at the folder of the file. In code it begins at the working directory. */
type WrittenReply = ReplyInput | { readonly type: 'image' | 'voice'; readonly file: string | URL }

const oneReply = v.pipe(
  v.unknown(),
  v.rawTransform<unknown, Reply | FileReply>(({ dataset, addIssue, NEVER }) => {
    const { value } = dataset
    try {
      return namesFile(value) ? toFileReply(value) : toWrittenReply(value)
    } catch (error) {
      addIssue({ message: error instanceof Error ? error.message : String(error) })
      return NEVER
    }
  }),
)

const replies = v.pipe(v.array(oneReply), v.minLength(1, 'at least one reply'))
const replyFunction = v.custom<ReplyFunction>((value) => typeof value === 'function')

const reply = v.lazy((input) => {
  if (typeof input === 'function') return replyFunction
  return Array.isArray(input) ? replies : oneReply
}) as v.GenericSchema<
  // The input type for editors. oneReply reports a value that does not have this type.
  WrittenReply | readonly WrittenReply[] | ReplyFunction,
  Reply | FileReply | (Reply | FileReply)[] | ReplyFunction
>

const pattern = v.union([wordSchema, v.instance(RegExp)], 'a word or a RegExp')

/** The expected form for three errors: a value that is no object, an unknown name, and a missing name. */
function expectedOf({ expected, received }: v.StrictObjectIssue): string {
  if (expected === 'never') return 'an option of a rule'
  return received === 'undefined' ? 'a value' : 'a rule { match, reply, ... }'
}

export const ruleSchema = v.pipe(
  v.strictObject(
    {
      /** One match is enough. */
      match: v.union(
        [pattern, v.pipe(v.array(pattern), v.minLength(1, 'at least one word'))],
        'a word, a RegExp, or a list of them',
      ),
      /**
       * A text, a reply object, a list of these from which one is chosen at random, or a function that makes a
       * reply.
       */
      reply,
      /** Compares the whole message, any part of it or its beginning, or searches it by a regular expression. */
      mode: v.optional(modeSchema, 'exact'),
      /** The rule with the highest priority is asked first. Rules of the same priority keep their order. */
      priority: v.optional(v.pipe(v.number('a number'), v.finite('a number')), 0),
      /** Answers only while the shop is open, or only while it is closed, by the `hours` of the plugin. */
      when: v.optional(whenSchema),
      kinds: v.optional(v.pipe(v.array(kindSchema), v.minLength(1, 'at least one kind')), ['text']),
      /**
       * Whether the rule also answers voice messages, by what WeChat understood of them. @default the option of the
       * plugin
       */
      recognition: v.optional(v.boolean('true or false')),
      /** Makes any regular expression run in the worker. */
      unsafe: v.optional(v.boolean('true or false'), false),
    },
    expectedOf,
  ),
  v.rawCheck(({ dataset, addIssue }) => {
    if (!dataset.typed) return
    const { match, mode } = dataset.value
    for (const written of [match].flat()) {
      const problem = isPattern(written, mode) ? patternProblem(written) : undefined
      if (problem !== undefined) addIssue({ message: problem, path: [pathTo('match', match)] })
    }
  }),
)

/** A checked rule with its defaults filled in. */
export type Rule = v.InferOutput<typeof ruleSchema>

export function isPattern(written: string | RegExp, mode: Rule['mode']): boolean {
  return written instanceof RegExp || mode === 'regex'
}

function patternProblem(written: string | RegExp): string | undefined {
  try {
    toPattern(written)
    return undefined
  } catch (error) {
    return `a regular expression (${error instanceof Error ? error.message : String(error)})`
  }
}

/** Whether a reply of the rule is a file, which the API uploads. */
export function needsApi({ reply }: Rule): boolean {
  return [reply].flat().some(isFile)
}

/** The rule for an account without the API: with its other replies only. Undefined where it has no others. */
export function withoutFiles(rule: Rule): Rule | undefined {
  if (!needsApi(rule)) return rule
  const reply = [rule.reply]
    .flat()
    .filter((it): it is Reply => typeof it !== 'function' && !isFile(it))
  return reply.length === 0 ? undefined : { ...rule, reply }
}

function isFile(reply: Reply | FileReply | ReplyFunction): boolean {
  if (typeof reply === 'function') return false
  return 'path' in reply || ('file' in reply && reply.file !== undefined)
}

function pathTo(key: string, value: unknown): v.ObjectPathItem {
  return { type: 'object', origin: 'value', input: {}, key, value }
}

export interface AnswerParts {
  /** Gives a number from 0 to below 1. */
  readonly random: () => number
  /** The hours at this moment, for a rule with `when`. */
  readonly opening: Opening | undefined
}

/** The reply of `rule` to a message that it matches. Undefined for "not mine". */
export function answer(
  rule: Rule,
  ctx: Context,
  match: RegExpMatchArray,
  { random, opening }: AnswerParts,
): Soon<Answer> {
  const { reply } = rule
  if (typeof reply === 'function') return reply(ctx, match)
  const chosen = Array.isArray(reply) ? reply[Math.floor(random() * reply.length)] : reply
  if (chosen !== undefined && 'path' in chosen) return openReply(chosen)
  if (chosen?.type !== 'text') return chosen
  const content = opening === undefined ? chosen.content : withTimes(chosen.content, opening)
  if (content === undefined) return undefined
  // Only the match of a regular expression has an index. The answer of a word may contain `$1` as plain text.
  return { ...chosen, content: match.index === undefined ? content : expand(content, match) }
}

/** Replaces `$1` and `$<name>` as String.replace does. It keeps those for which the pattern has no group. */
function expand(content: string, match: RegExpMatchArray): string {
  return content.replace(/\$(?:(\d)|<(\w+)>)/g, (whole, digit?: string, name?: string) => {
    if (digit !== undefined)
      return Number(digit) < match.length ? (match[Number(digit)] ?? '') : whole
    const groups = match.groups ?? {}
    return name !== undefined && name in groups ? (groups[name] ?? '') : whole
  })
}
