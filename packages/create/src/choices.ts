/** The choices for a new project, and their options on the command line. */
import { parseArgs } from 'node:util'
import { LANGS } from './lang.ts'

export const TEMPLATES = ['minimal', 'shop', 'ai'] as const
export const STORES = ['sqlite', 'memory', 'redis'] as const
export const LANGUAGES = ['typescript', 'javascript'] as const
export const MANAGERS = ['npm', 'pnpm', 'yarn'] as const

export interface Choices {
  readonly template: (typeof TEMPLATES)[number]
  readonly store: (typeof STORES)[number]
  readonly language: (typeof LANGUAGES)[number]
  readonly manager: (typeof MANAGERS)[number]
}

/** The choices where no question is asked. */
export const DEFAULTS: Choices = {
  template: 'minimal',
  store: 'sqlite',
  language: 'typescript',
  manager: 'npm',
}

export const DEFAULT_FOLDER = 'my-bot'

/** An error in the words of the command line. Exit code 2. */
export class UsageError extends Error {}

export interface CommandLine {
  readonly folder: string | undefined
  readonly given: Partial<Choices>
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

/** @throws UsageError for an unknown option, a wrong value or an extra word. */
export function readCommandLine(args: readonly string[]): CommandLine {
  const { values, positionals } = parse(args)
  if (positionals.length > 1) {
    const folder = positionals.join(' ')
    throw new UsageError(`expected one folder, got ${positionals.length}; in quotes: "${folder}"`)
  }
  const { template, store, language, manager, lang } = values
  // langOf has read it, and passes over other values. Here they are refused.
  if (lang !== undefined) oneOf(LANGS, lang, 'lang')
  return {
    folder: positionals[0],
    yes: values.yes === true,
    wants: values.help ? 'help' : values.version ? 'version' : 'project',
    given: {
      ...(template === undefined ? {} : { template: oneOf(TEMPLATES, template, 'template') }),
      ...(store === undefined ? {} : { store: oneOf(STORES, store, 'store') }),
      ...(language === undefined ? {} : { language: oneOf(LANGUAGES, language, 'language') }),
      ...(manager === undefined ? {} : { manager: oneOf(MANAGERS, manager, 'manager') }),
    },
  }
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true, strict: true })
  } catch (error) {
    // The rest of the message explains how to pass a word that begins with a dash.
    throw new UsageError((error as Error).message.split('. ')[0])
  }
}

function oneOf<T extends string>(known: readonly T[], value: string, option: string): T {
  const found = known.find((each) => each === value)
  if (found !== undefined) return found
  throw new UsageError(`--${option}: expected one of ${known.join(', ')}, got "${value}"`)
}

/** The package manager that runs this process. Each manager names itself in the environment. */
export function managerOf(env: NodeJS.ProcessEnv): Choices['manager'] {
  const name = env.npm_config_user_agent?.split('/', 1)[0]
  return MANAGERS.find((each) => each === name) ?? DEFAULTS.manager
}
