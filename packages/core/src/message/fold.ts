/** What two writings of one word have in common. */

/**
 * Makes texts comparable: Unicode's compatibility forms (NFKC: `ＶＩＰ` and `VIP`, `①` and `1`) and
 * upper and lower case become one, white space at the ends goes, a run of it inside becomes one
 * space. Folding twice changes nothing more.
 */
export function fold(text: string): string {
  return (
    inShortRuns(text)
      .normalize('NFKC')
      // By upper case: `ß` and `SS` meet there, and so do the two small sigmas. By lower case before:
      // `ẞ` is upper case already, and would stay apart from them.
      .toLowerCase()
      .toUpperCase()
      .toLowerCase()
      .replaceAll('ς', 'σ')
      // Case may have taken a composed letter apart.
      .normalize('NFKC')
      .replace(/\s+/g, ' ')
      .trim()
  )
}

/** Thirty marks in a row before one more. Two letters of half width become marks; a joiner parts. */
const LONG_RUN = /(?:(?!\u034f)[\p{M}ﾞﾟ]){30}(?=(?!\u034f)[\p{M}ﾞﾟ])/gu

/**
 * Parts longer runs of marks, as Unicode's Stream-Safe Text Format does (UAX #15): to put the marks
 * of a run into their order takes the square of its length. No word has such a run.
 */
export function inShortRuns(text: string): string {
  return text.length > 30 ? text.replace(LONG_RUN, '$&\u034f') : text
}
