/**
 * Everything that people read of the command: help, advice, problems, a chat. Each room has a file, and each
 * language has a folder. Logs, `--json` and the errors of core are for programs and English in every language.
 */
import { createRequire } from 'node:module'
import { type Language, languageOf } from './language.ts'
import { Phrasebook } from './phrasebook.ts'
import { FILES, type Words } from './rooms.ts'

export type { Words } from './rooms.ts'

const require = createRequire(import.meta.url)

/**
 * The words of one language. A room is loaded when it is asked for, because a command needs three of them. It is
 * loaded by `require`: a module with a top-level `await` cannot be required itself.
 */
export function wordsIn(language: Language): Words {
  const words = {}
  for (const [room, file] of Object.entries(FILES)) {
    const get = () => (require(`./${language}/${file}.js`) as Words)[room as keyof Words]
    Object.defineProperty(words, room, { get, enumerable: true, configurable: true })
  }
  return words as Words
}

/**
 * The language of this process. It is read from `process`, and not from an invocation, because the help of each
 * command is made when its module is loaded.
 */
export const language: Language = languageOf(process.env, process.argv.slice(2))

const own = wordsIn(language)
const otherLanguage = language === 'zh' ? 'en' : 'zh'
/** Only the page of `wechatbot dev` asks for these. */
const other = wordsIn(otherLanguage)
const phrasebook = new Phrasebook()

const { config, main } = own

/** The words in the language of this process. */
export const words: Words = Object.defineProperties(own, {
  config: { value: phrasebook.follow(config, () => other.config) },
  main: { value: phrasebook.follow(main, () => other.main) },
})

/** A text about a configuration that this process has made of its words, in both languages. */
export function inBoth(text: string): Readonly<Record<Language, string>> {
  const both = { en: text, zh: text }
  return { ...both, [otherLanguage]: phrasebook.translate(text) }
}

/** A line that a plugin of this repository logs during its setup, in Chinese. Undefined for other lines. */
export function inChinese(line: string): string | undefined {
  const chinese = wordsIn('zh').check.said(line)
  return chinese === line ? undefined : chinese
}
