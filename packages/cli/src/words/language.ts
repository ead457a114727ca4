/** The language in which the command speaks to people. */

export const LANGUAGES = ['en', 'zh'] as const
export type Language = (typeof LANGUAGES)[number]

/** The words of a command line without its `--lang`, which may stand before the command and behind it. */
export interface WithoutLanguage {
  readonly rest: readonly string[]
  /** The values of `--lang`, in their order. A value that is missing is undefined. */
  readonly given: readonly (string | undefined)[]
}

/** Takes every `--lang LANG` and `--lang=LANG` in front of `--` out of the words of a command line. */
export function takeLanguage(args: readonly string[]): WithoutLanguage {
  const end = args.indexOf('--')
  const [own, behind] = end < 0 ? [args, []] : [args.slice(0, end), args.slice(end)]
  const isTaken = (i: number) => own[i - 1] === '--lang'
  const given = own.flatMap((word, i) => {
    if (word === '--lang') return [own[i + 1]]
    return word.startsWith('--lang=') ? [word.slice('--lang='.length)] : []
  })
  const rest = own.filter((word, i) => !/^--lang(=|$)/.test(word) && !isTaken(i))
  return { rest: [...rest, ...behind], given }
}

export function isLanguage(value: string | undefined): value is Language {
  return LANGUAGES.some((language) => language === value)
}

/**
 * What the last `--lang` says. Without one, or with a value that is no language: Chinese where the first of LC_ALL,
 * LC_MESSAGES and LANG that is set begins with zh.
 */
export function languageOf(
  { LC_ALL, LC_MESSAGES, LANG }: NodeJS.ProcessEnv,
  args: readonly string[] = [],
): Language {
  const asked = takeLanguage(args).given.at(-1)
  if (isLanguage(asked)) return asked
  return /^zh/i.test(LC_ALL || LC_MESSAGES || LANG || '') ? 'zh' : 'en'
}
