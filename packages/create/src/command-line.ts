/** Reads the command line: the folder, and the answers that options give. */
import { parseArgs } from 'node:util'
import { type Answers, LANGUAGES, MANAGERS, misfitOf, STORES, TEMPLATES } from './choices.ts'
import { LANGS } from './lang.ts'
import { nearest } from './nearest.ts'
import type { Words } from './words/words.ts'

/** An error in the words of the command line. Exit code 2. */
export class UsageError extends Error {}

export interface CommandLine {
  readonly folder: string | undefined
  readonly given: Partial<Answers>
  /** Whether to ask no questions. */
  readonly yes: boolean
  readonly wants: 'help' | 'version' | 'project'
}

const OPTIONS = {
  template: { type: 'string', short: 't' },
  store: { type: 'string' },
  language: { type: 'string' },
  manager: { type: 'string' },
  lang: { type: 'string' },
  yes: { type: 'boolean', short: 'y' },
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean', short: 'v' },
} as const

/** @throws UsageError for an unknown option, a wrong value, an extra word, or an option that the template cannot take. */
export function readCommandLine(args: readonly string[], words: Words): CommandLine {
  const { values, positionals } = parse(args, words)
  if (positionals.length > 1) {
    throw new UsageError(words.oneFolder(positionals.length, positionals.join(' ')))
  }
  const { template, store, language, manager, lang } = values
  const oneOf = <T extends string>(known: readonly T[], value: string, option: string): T => {
    const found = known.find((each) => each === value)
    if (found !== undefined) return found
    throw new UsageError(words.oneOf(option, known, value) + hint(value, known, words))
  }
  // langOf has read it, and passes over other values. Here they are refused.
  if (lang !== undefined) oneOf(LANGS, lang, 'lang')
  const given: Partial<Answers> = {
    ...(template === undefined ? {} : { template: oneOf(TEMPLATES, template, 'template') }),
    ...(store === undefined ? {} : { store: oneOf(STORES, store, 'store') }),
    ...(language === undefined ? {} : { language: oneOf(LANGUAGES, language, 'language') }),
    ...(manager === undefined ? {} : { manager: oneOf(MANAGERS, manager, 'manager') }),
  }
  const misfit = given.template && misfitOf(given.template, given)
  if (misfit !== undefined) throw new UsageError(words.misfits[misfit])
  return {
    folder: positionals[0],
    yes: values.yes === true,
    wants: values.help ? 'help' : values.version ? 'version' : 'project',
    given,
  }
}

function parse(args: readonly string[], words: Words) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true, strict: true })
  } catch (error) {
    throw new UsageError(explain((error as Error).message, words))
  }
}

/** What Node.js says of an option, in our words. */
function explain(message: string, words: Words): string {
  const [, dashes = '', unknown] = /^Unknown option '(-+)([^']+)'/.exec(message) ?? []
  if (unknown !== undefined) {
    const known = Object.keys(OPTIONS)
    return words.unknownOption(dashes + unknown) + hint(unknown, known, words, '--')
  }
  const [, option, what] = /^Option '(?:-\w, )?(--[\w-]+)(?: <value>)?' (.+)/.exec(message) ?? []
  if (option === undefined) return message
  return /does not take/.test(what ?? '') ? words.noValue(option) : words.needsValue(option)
}

/** The known word that was meant, if there is one. */
function hint(written: string, known: readonly string[], words: Words, prefix = ''): string {
  const near = nearest(written, known)
  return near === undefined ? '' : words.didYouMean(`${prefix}${near}`)
}
