/** Numbers as people write them: 12, １２, 十二, 两. */

const DIGITS: Readonly<Record<string, number>> = {
  ...{ 零: 0, 〇: 0, 一: 1, 二: 2, 两: 2, 三: 3, 四: 4, 五: 5, 六: 6, 七: 7, 八: 8, 九: 9 },
}

/** For regular expressions: digits, and Chinese numerals up to 99. */
export const NUMERAL =
  '(?:\\d+|[一二两三四五六七八九]?十[一二三四五六七八九]?|[零〇一二两三四五六七八九])'

const CHINESE =
  /^(?:([一二两三四五六七八九])?十([一二三四五六七八九])?|([零〇一二两三四五六七八九]))$/

/** Undefined for a text that is no whole number. @param text already folded */
export function numberOf(text: string): number | undefined {
  if (/^[+-]?\d{1,15}$/.test(text)) return Number(text)
  const [whole, tens, ones, one] = CHINESE.exec(text) ?? []
  if (whole === undefined) return undefined
  if (one !== undefined) return DIGITS[one]
  return (
    (tens === undefined ? 1 : (DIGITS[tens] ?? 0)) * 10 +
    (ones === undefined ? 0 : (DIGITS[ones] ?? 0))
  )
}
