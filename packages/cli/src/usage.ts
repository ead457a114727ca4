/** Errors of wrong usage (exit code 2), with a suggestion. */
import { type ParseArgsConfig, parseArgs } from 'node:util'
import { nearest } from '@wechatbot/core/internal/errors'
import type { Invocation } from './invocation.ts'
import { words } from './words/index.ts'

const { main: say } = words

/** An error in the words of the command line. */
export class UsageError extends Error {}

export type OptionsConfig = NonNullable<ParseArgsConfig['options']>

/** A command of `wechatbot`. Its module is loaded only when it runs. */
export interface Command {
  readonly help: string
  /** Its own; `--help`, `--config` and `--lang` are options of every command. */
  readonly options: OptionsConfig
  /** Resolves to the exit code. */
  readonly run: (args: Arguments, invocation: Invocation) => Promise<number>
}

export interface Arguments {
  readonly values: Readonly<Record<string, string | boolean | (string | boolean)[] | undefined>>
  readonly positionals: readonly string[]
}

/** The options of every command. `--lang` has been taken before; it is here for suggestions. */
const COMMON = {
  lang: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
  config: { type: 'string', short: 'c' },
} as const

/** Put in front of `-22.5` so that it is not read as options. No argument can hold a NUL. */
const MARK = '\0'
const NEGATIVE = /^-\d/

/** `parseArgs`, with negative numbers as values and a suggestion for an unknown option. */
export function parseArguments(args: readonly string[], own: OptionsConfig): Arguments {
  const options = { ...COMMON, ...own }
  try {
    const { values, positionals } = parseArgs({
      args: args.map((arg) => (NEGATIVE.test(arg) ? MARK + arg : arg)),
      options,
      allowPositionals: true,
      strict: true,
    })
    return {
      values: values as Arguments['values'],
      positionals: positionals.map((value) => value.replace(MARK, '')),
    }
  } catch (error) {
    throw new UsageError(explain(error, Object.keys(options)))
  }
}

function explain(error: unknown, known: readonly string[]): string {
  const text = error instanceof Error ? error.message : String(error)
  const unknown = /^Unknown option '(-+)([\w-]+)'/.exec(text)
  if (unknown?.[2] !== undefined) {
    const hint = suggestion(unknown[2], known, '--')
    return say.unknownOption(`${unknown[1]}${unknown[2]}`, hint)
  }
  const bare = /^Option '(?:-\w, )?(--[\w-]+) <value>' argument missing/.exec(text)
  if (bare?.[1] !== undefined) return say.needsValue(bare[1])
  return text.replaceAll(MARK, '').split('. ')[0] ?? text
}

/** `; did you mean --x?`, or nothing when no known word is near. */
export function suggestion(word: string, known: readonly string[], prefix = ''): string {
  const near = nearest(word, known)
  return near === undefined ? '' : say.didYouMean(`${prefix}${near}`)
}

/** @throws UsageError when there are values, because `command` takes none. */
export function assertNoValues(command: string, { positionals }: Arguments): void {
  const [value] = positionals
  if (value !== undefined) throw new UsageError(say.noValues(command, value))
}

/** The value of a text option. Undefined when the option is not given. */
export function textOption(args: Arguments, name: string): string | undefined {
  const value = args.values[name]
  return typeof value === 'string' ? value : undefined
}

/** @throws UsageError when the option is given and its value is no port. */
export function portOption(args: Arguments): number | undefined {
  const value = textOption(args, 'port')
  if (value === undefined) return undefined
  if (/^\d{1,5}$/.test(value) && Number(value) <= 65_535) return Number(value)
  throw new UsageError(say.badPort(value))
}

/** @throws UsageError when the option is given and its value is no URL of HTTP, such as `localhost:3000`. */
export function urlOption(args: Arguments): URL | undefined {
  const value = textOption(args, 'url')
  if (value === undefined) return undefined
  if (/^https?:/i.test(value) && URL.canParse(value)) return new URL(value)
  throw new UsageError(say.badUrl(value))
}
