/** What two writings of one word have in common. `hears`, the mailbox and the plugins compare by it. */

/**
 * Makes whole texts comparable: as {@link foldPart}, and without punctuation at the end (`人工。` is
 * `人工`). A text of nothing but punctuation stays: `？` is a question. Folding twice changes nothing more.
 */
export function fold(text: string): string {
  const folded = foldPart(text)
  let end = folded.length
  while (end > 0 && END.includes(folded[end - 1] as string)) end -= 1
  return end === 0 ? folded : folded.slice(0, end)
}

/** After NFKC, so `！` and `…` are among them. Brackets and `#` are part of a word: `C#`. */
const END = ' .。!?,、;:~—'

/**
 * Makes parts of texts comparable: Unicode's compatibility forms (NFKC: `ＶＩＰ` and `VIP`, `①` and `1`)
 * and upper and lower case become one, characters that nobody sees go (U+200B, U+2063, U+FE0F), white
 * space at the ends goes, a run of it inside becomes one space. Folding twice changes nothing more.
 */
export function foldPart(text: string): string {
  // Most texts are short and plain, and each one that comes is folded.
  if (PLAIN.test(text)) return text
  return (
    inShortRuns(text.replace(UNSEEN, ''))
      .normalize('NFKC')
      // By upper case: `ß` and `SS` meet there, and so do the two small sigmas. By lower case before:
      // `ẞ` is upper case already, and would stay apart from them.
      .toLowerCase()
      .toUpperCase()
      .toLowerCase()
      .replaceAll('ς', 'σ')
      // Case may have taken a composed letter apart.
      .normalize('NFKC')
      .replace(UNSEEN, '')
      .replace(/\s+/g, ' ')
      .trim()
  )
}

/** Nothing in it changes: small letters, digits and 汉字. */
const PLAIN = /^[a-z\d\u4e00-\u9fff]+$/

/**
 * What Unicode calls ignorable: keyboards, web pages and emoji bring it. Not the joiner that parts runs of
 * marks, see below.
 */
const UNSEEN = /(?!\u034f)\p{Default_Ignorable_Code_Point}/gu

/** Thirty marks in a row before one more. Two letters of half width become marks; a joiner parts. */
const LONG_RUN = /(?:(?!\u034f)[\p{M}ﾞﾟ]){30}(?=(?!\u034f)[\p{M}ﾞﾟ])/gu

/**
 * Parts longer runs of marks, as Unicode's Stream-Safe Text Format does (UAX #15): to put the marks
 * of a run into their order takes the square of its length. No word has such a run.
 */
export function inShortRuns(text: string): string {
  return text.length > 30 ? text.replace(LONG_RUN, '$&\u034f') : text
}
