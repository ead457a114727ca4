/**
 * Everything that people read of the command: help, advice, problems, a chat. Each room has a file, and each
 * language has a folder. Logs, `--json` and the errors of core are for programs and English in every language.
 */
import { EN, type Words } from './en/index.ts'
import { ZH } from './zh/index.ts'

export type { Words } from './en/index.ts'
export { EN, ZH }

/** Chinese where the first of LC_ALL, LC_MESSAGES and LANG that is set begins with zh. */
export function wordsFor({ LC_ALL, LC_MESSAGES, LANG }: NodeJS.ProcessEnv): Words {
  return /^zh/i.test(LC_ALL || LC_MESSAGES || LANG || '') ? ZH : EN
}

/** The words in the language of this process. */
export const words: Words = wordsFor(process.env)
