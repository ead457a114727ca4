/** The language of a call: of its questions, its help, and what it writes for people. */
import { parseArgs } from 'node:util'

/** The languages of people, as `--lang` takes them. */
export const LANGS = ['en', 'zh'] as const
export type Lang = (typeof LANGS)[number]

/**
 * The value of the last `--lang`. Without a known value it is Chinese if the first of LC_ALL, LC_MESSAGES and LANG that
 * is set begins with zh. It is read before the command line is checked, because problems are reported in this language.
 */
export function langOf(args: readonly string[], env: NodeJS.ProcessEnv): Lang {
  const options = { lang: { type: 'string' } } as const
  const { values } = parseArgs({ args: [...args], options, allowPositionals: true, strict: false })
  const { LC_ALL, LC_MESSAGES, LANG } = env
  const ofSystem = /^zh/i.test(LC_ALL || LC_MESSAGES || LANG || '') ? 'zh' : 'en'
  return LANGS.find((lang) => lang === values.lang) ?? ofSystem
}
