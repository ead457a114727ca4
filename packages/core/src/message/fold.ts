/** Makes different spellings of one word equal. `hears`, the mailbox and the plugins compare folded texts. */

/**
 * Makes whole texts comparable. It folds like {@link foldPart}, and removes punctuation at the end
 * (`人工。` is `人工`). A text of punctuation alone stays: `？` is a question. Folding twice
 * changes nothing more.
 */
export function fold(text: string): string {
  const folded = foldPart(text)
  let end = folded.length
  while (end > 0 && END.includes(folded[end - 1] as string)) end -= 1
  return end === 0 ? folded : folded.slice(0, end)
}

/** Removed at the end, after NFKC, so `！` and `…` are included. Brackets and `#` are part of a word: `C#`. */
const END = ' .。!?,、;:~—'

/**
 * Makes parts of texts comparable. Unicode's compatibility forms become one (NFKC: `ＶＩＰ` and
 * `VIP`, `①` and `1`), and so do upper and lower case. Invisible characters are removed (U+200B,
 * U+2063, U+FE0F). White space at the ends is removed, and a run of it inside becomes one space.
 * Folding twice changes nothing more.
 */
export function foldPart(text: string): string {
  // Most texts are short and plain, and every text is folded.
  if (PLAIN.test(text)) return text
  if (COMMON.test(text)) return text.replace(FULL_WIDTH, toHalfWidth).toLowerCase()
  return (
    inShortRuns(text.replace(UNSEEN, ''))
      .normalize('NFKC')
      // Upper case makes `ß` and `SS` equal, and the two small sigmas. Lower case comes before it:
      // `ẞ` is upper case already and would stay different.
      .toLowerCase()
      .toUpperCase()
      .toLowerCase()
      .replaceAll('ς', 'σ')
      // A change of case may have split a composed letter.
      .normalize('NFKC')
      .replace(UNSEEN, '')
      .replace(/\s+/g, ' ')
      .trim()
  )
}

/** Folding changes no such text: printable ASCII without capital letters, 汉字, `、` and `。`, with single spaces between them. */
const PLAIN = /^[!-@[-~\u3001\u3002\u4e00-\u9fff]+(?: [!-@[-~\u3001\u3002\u4e00-\u9fff]+)*$/

/** As plain, and with capital letters and the forms of ASCII that Chinese keyboards write: `，`, `！`, `Ａ`. */
const COMMON =
  /^[!-~\u3001\u3002\u4e00-\u9fff\uff01-\uff5e]+(?: [!-~\u3001\u3002\u4e00-\u9fff\uff01-\uff5e]+)*$/
const FULL_WIDTH = /[\uff01-\uff5e]/g
/** NFKC puts each of them 0xfee0 lower. */
const toHalfWidth = (form: string) => String.fromCharCode(form.charCodeAt(0) - 0xfee0)

/**
 * Unicode's ignorable characters. Keyboards, web pages and emoji add them. The joiner that splits
 * runs of marks is not among them, see below.
 */
const UNSEEN = /(?!\u034f)\p{Default_Ignorable_Code_Point}/gu

/**
 * Thirty marks in a row before another mark. Two letters of half width also become marks. A joiner
 * ends a run.
 */
const LONG_RUN = /(?:(?!\u034f)[\p{M}ﾞﾟ]){30}(?=(?!\u034f)[\p{M}ﾞﾟ])/gu

/**
 * Splits longer runs of marks, as Unicode's Stream-Safe Text Format does (UAX #15). Sorting the
 * marks of a run takes the square of its length. No word has such a run.
 */
export function inShortRuns(text: string): string {
  return text.length > 30 ? text.replace(LONG_RUN, '$&\u034f') : text
}
