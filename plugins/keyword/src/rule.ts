/** One rule: its schema, and what it answers. */
import {
  type Answer,
  type Context,
  foldPart,
  type Reply,
  type ReplyInput,
  toWrittenReply,
} from '@wechatbot/core'
import * as v from 'valibot'
import { modeSchema } from './modes.ts'
import { toPattern } from './pattern.ts'
import { type FileReply, namesFile, openReply, toFileReply } from './reply-file.ts'
import type { Soon } from './soon.ts'
import { SUBJECT_KINDS } from './subject.ts'

/**
 * Makes the reply of a rule. `match` is what a regular expression found; of another rule its word,
 * as the rule has it. Undefined means "not mine": the next rule is asked.
 */
export type ReplyFunction = (ctx: Context, match: RegExpMatchArray) => Answer | Promise<Answer>

/** A path begins at the folder of the file of rules; in code, at the working directory. */
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
  // What is told of the input, for editors; what is not so is found by oneReply.
  WrittenReply | readonly WrittenReply[] | ReplyFunction,
  Reply | FileReply | (Reply | FileReply)[] | ReplyFunction
>

const word = v.pipe(
  v.string(),
  v.check((text) => foldPart(text) !== '', 'a word of at least one character'),
)
const pattern = v.union([word, v.instance(RegExp)], 'a word or a RegExp')

const kind = v.picklist(
  SUBJECT_KINDS,
  'a kind with words to compare: "text", "voice" or an event with an EventKey, like "event:CLICK"',
)

/** Of what is no object, of a name that no rule has, and of one that is not there. */
function expectedOf({ expected, received }: v.StrictObjectIssue): string {
  if (expected === 'never') return 'an option of a rule'
  return received === 'undefined' ? 'a value' : 'a rule { match, reply, ... }'
}

export const ruleSchema = v.pipe(
  v.strictObject(
    {
      /** One of them is enough. */
      match: v.union(
        [pattern, v.pipe(v.array(pattern), v.minLength(1, 'at least one word'))],
        'a word, a RegExp, or a list of them',
      ),
      /** A text, a reply object, a list of these (one at random), or a function that makes one. */
      reply,
      /** All of the message, anywhere in it, its beginning, or a regular expression searched in it. */
      mode: v.optional(modeSchema, 'exact'),
      /** The highest is asked first; rules of the same in their order. */
      priority: v.optional(v.pipe(v.number('a number'), v.finite('a number')), 0),
      kinds: v.optional(v.pipe(v.array(kind), v.minLength(1, 'at least one kind')), ['text']),
      /** Voice messages too, by what WeChat understood of them. @default that of the plugin */
      recognition: v.optional(v.boolean('true or false')),
      /** Of a regular expression: it runs in the worker, whatever it is. */
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

/** As checked, defaults filled in. */
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

/** Whether its replies may need an upload. */
export function needsApi({ reply }: Rule): boolean {
  return [reply].flat().some((it) => typeof it === 'object' && ('path' in it || 'file' in it))
}

function pathTo(key: string, value: unknown): v.ObjectPathItem {
  return { type: 'object', origin: 'value', input: {}, key, value }
}

/** The reply of `rule` to a message it matches. @param random from 0 up to, not including, 1 */
export function answer(
  rule: Rule,
  ctx: Context,
  match: RegExpMatchArray,
  random: () => number,
): Soon<Answer> {
  const { reply } = rule
  if (typeof reply === 'function') return reply(ctx, match)
  const chosen = Array.isArray(reply) ? reply[Math.floor(random() * reply.length)] : reply
  if (chosen !== undefined && 'path' in chosen) return openReply(chosen)
  // Only what a regular expression found has an index; a word may be answered with `$1` as it is.
  if (chosen?.type !== 'text' || match.index === undefined) return chosen
  return { ...chosen, content: expand(chosen.content, match) }
}

/** `$1` and `$<name>`, as in String.replace; what the pattern has no group for stays as it is. */
function expand(content: string, match: RegExpMatchArray): string {
  return content.replace(/\$(?:(\d)|<(\w+)>)/g, (whole, digit?: string, name?: string) => {
    if (digit !== undefined)
      return Number(digit) < match.length ? (match[Number(digit)] ?? '') : whole
    const groups = match.groups ?? {}
    return name !== undefined && name in groups ? (groups[name] ?? '') : whole
  })
}
