/**
 * What people read of the command: help, advice, problems, a chat. One file a room, and one folder a
 * language. Logs, `--json` and the errors of core are English in every language, for programs.
 */
import { EN, type Words } from './en/index.ts'
import { ZH } from './zh/index.ts'

export type { Words } from './en/index.ts'
export { EN, ZH }

/** Chinese where the first of LC_ALL, LC_MESSAGES and LANG that is set begins with zh. */
export function wordsFor({ LC_ALL, LC_MESSAGES, LANG }: NodeJS.ProcessEnv): Words {
  return /^zh/i.test(LC_ALL || LC_MESSAGES || LANG || '') ? ZH : EN
}

/** Those of this process. */
export const words: Words = wordsFor(process.env)
