/**
 * Everything that people read of the command: help, advice, problems, a chat. Each room has a file, and each
 * language has a folder. Logs, `--json` and the errors of core are for programs and English in every language.
 */
import { createRequire } from 'node:module'
import { EN, type Words } from './en/index.ts'

export type { Words } from './en/index.ts'
export { EN }

/** Whether the first of LC_ALL, LC_MESSAGES and LANG that is set begins with zh. */
export function isChinese({ LC_ALL, LC_MESSAGES, LANG }: NodeJS.ProcessEnv): boolean {
  return /^zh/i.test(LC_ALL || LC_MESSAGES || LANG || '')
}

/** By `require`, for a module that waits cannot be loaded by `require` itself. */
function loadChinese(): Words {
  const require = createRequire(import.meta.url)
  return (require('./zh/index.js') as typeof import('./zh/index.ts')).ZH
}

/** The words in the language of this process. Only English is loaded in every process. */
export const words: Words = isChinese(process.env) ? loadChinese() : EN
