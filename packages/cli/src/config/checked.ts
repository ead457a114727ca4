/** Reads and checks the configuration, and leaves the names in it as they are: `send` needs no plugin and no store. */
import type { Config, Problem } from '@wechatbot/core'
import { WechatBotError } from '@wechatbot/core/internal/errors'
import { words } from '../words/index.ts'
import type { Warn } from './environment.ts'
import { adviseOnNames, hasFullWidth } from './full-width.ts'
import { findConfig } from './read.ts'
import { openMenuFiles } from './reply-files.ts'
import { secretsWritten } from './secrets.ts'
import { configProblems } from './sections.ts'
import { readTextFile } from './text.ts'

export interface LoadOptions {
  /** The folder in which to look. @default the working directory */
  readonly cwd?: string
  /** A file to read. Then none is looked for. */
  readonly file?: string
}

/** Takes the secrets as soon as they are known. The error of a later step may quote them. */
export type Learn = (secrets: readonly string[]) => void

/** Reads and checks the configuration. Plugins, store and files stay as the file names them. */
export async function read(options: LoadOptions, learn: Learn, warn: Warn): Promise<Config> {
  const { file, config } = await findConfig(options.cwd ?? process.cwd(), options.file, warn)
  learn(secretsWritten(config))
  const menus = await openMenuFiles(config, file)
  assertNoProblems(file, [...configProblems(menus.config), ...menus.problems])
  return config as Config
}

/**
 * @param cause of one of them
 * @throws WechatBotError BAD_CONFIG that lists all problems, if there are any.
 */
export function assertNoProblems(file: string, problems: readonly Problem[], cause?: Error): void {
  if (problems.length === 0) return
  const head = words.config.problems(file, problems.length)
  const lines = problems.map((problem) => `\n  ${words.config.problem(problem)}`)
  const advice = adviseOnFile(file, problems)
  throw new WechatBotError('BAD_CONFIG', head + lines.join('') + advice, {
    problems,
    ...(cause && { cause }),
  })
}

/** YAML takes a name with a full-width colon for a text. Then an object is missing, and nothing is malformed. */
function adviseOnFile(file: string, problems: readonly Problem[]): string {
  const isProgram = /\.[cm]?[jt]s$/.test(file)
  if (isProgram || !problems.some(({ got }) => hasFullWidth(got))) return ''
  return adviseOnNames(readTextFile(file))
}
