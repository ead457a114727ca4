/**
 * Everything that people read of the command: help, advice, problems, a chat. Each room has a file, and each
 * language has a folder. Logs, `--json` and the errors of core are for programs and English in every language.
 */
import { createRequire } from 'node:module'
import type { Words } from './en/index.ts'
import { type Language, languageOf } from './language.ts'
import { Phrasebook } from './phrasebook.ts'

export type { Words } from './en/index.ts'

const require = createRequire(import.meta.url)

/** Loads the words of one language. It uses `require`, because a module with a top-level `await` cannot be required. */
export function wordsIn(language: Language): Words {
  if (language === 'en') return (require('./en/index.js') as typeof import('./en/index.ts')).EN
  return (require('./zh/index.js') as typeof import('./zh/index.ts')).ZH
}

/**
 * The language of this process. It is read from `process`, and not from an invocation, because the help of each
 * command is made when its module is loaded.
 */
export const language: Language = languageOf(process.env, process.argv.slice(2))

const own = wordsIn(language)
const otherLanguage = language === 'zh' ? 'en' : 'zh'
/** Only the page of `wechatbot dev` asks for it. */
const other = () => wordsIn(otherLanguage)
const phrasebook = new Phrasebook()

const { config, main } = own

/** The words in the language of this process. They are copied as getters, for a room is loaded when it is asked for. */
export const words: Words = Object.defineProperties({} as Words, {
  ...Object.getOwnPropertyDescriptors(own),
  config: { value: phrasebook.follow(config, () => other().config), enumerable: true },
  main: { value: phrasebook.follow(main, () => other().main), enumerable: true },
})

/** A text about a configuration that this process has made of its words, in both languages. */
export function inBoth(text: string): Readonly<Record<Language, string>> {
  const both = { en: text, zh: text }
  return { ...both, [otherLanguage]: phrasebook.translate(text) }
}
