/**
 * Everything that people read of the command: help, advice, problems, a chat. Each room has a file, and each
 * language has a folder. Logs, `--json` and the errors of core are for programs and English in every language.
 */
import { EN, type Words } from './en/index.ts'
import { type Language, languageOf } from './language.ts'
import { ZH } from './zh/index.ts'

export type { Words } from './en/index.ts'
export { EN, ZH }

const ALL: Readonly<Record<Language, Words>> = { en: EN, zh: ZH }

/**
 * The language of this process. It is read from `process`, and not from an invocation, because the help of each
 * command is made when its module is loaded.
 */
export const language: Language = languageOf(process.env, process.argv.slice(2))

/** The words in the language of this process. */
export const words: Words = ALL[language]
