/** Cuts long texts into pages: by UTF-8 bytes, where a reader would pause, and never inside a thing. */
import { createEnds, type Ends, type Sight } from './things.ts'

const SENTENCE_END = '。！？!?…；\n'
/** These characters behind the end of a sentence still belong to it. */
const CLOSING = '」』”’）)"\''
export const PAUSE = '，、,：:'
/** The least part of the possible length that a page must have to end with a sentence, else at a pause. */
export const SHORTEST_PART = 0.4

/**
 * The pages of `text`, each of at most `limit` bytes of UTF-8. Only white space between pages is
 * left out. The work grows with the length of the text only, whatever the text contains.
 * @param sight given only by specs.
 */
export function toPages(text: string, limit: number, sight?: Sight): readonly string[] {
  const reader = createReader(text, limit, createEnds(text, limit, sight))
  const pages: string[] = []
  let at = 0
  while (!fits(text, at, limit)) {
    const end = reader.cut(at)
    pages.push(text.slice(at, end).trimEnd())
    at = end
    while (isSpace(text[at])) at += 1
  }
  return [...pages, text.slice(at)].filter((page) => page !== '')
}

/** The longest beginning of `text` within `limit` bytes that ends between two things. */
export function fitting(text: string, limit: number, sight?: Sight): string {
  if (fits(text, 0, limit)) return text
  return text.slice(0, createReader(text, limit, createEnds(text, limit, sight)).longest())
}

/** Whether the rest of the text fits. A character has at least one byte, so only a little is read. */
function fits(text: string, at: number, limit: number): boolean {
  return text.length - at <= limit && Buffer.byteLength(text.slice(at)) <= limit
}

/** Reads a text once, page by page. Things beyond the end of a page are kept for the next page. */
function createReader(text: string, limit: number, endsFrom: Ends) {
  let unread = endsFrom(0)
  let known: readonly number[] = []

  const nextEnd = (at: number): number | undefined => {
    for (;;) {
      const { value } = unread.next()
      // White space between two pages is skipped.
      if (value === undefined || value > at) return value
    }
  }

  /** The last end of each sort within the limit from `at`, or `at` itself. */
  const lastEnds = (at: number) => {
    const last = { sentence: at, pause: at, longest: at }
    const passed = known.filter((end) => end > at)
    let bytes = 0
    let isSentence = false
    for (let i = 0; ; i += 1) {
      const end = passed[i] ?? nextEnd(at)
      if (end === undefined) break
      passed[i] = end
      const thing = text.slice(last.longest, end)
      bytes += thing.length > limit ? thing.length : Buffer.byteLength(thing)
      if (bytes > limit) break
      for (const character of thing) isSentence = endsSentence(character, isSentence)
      last.longest = end
      const isBlank = isSpace(text[end - 1])
      const isFullStop = isBlank && end - at > 1 && /[.;]/.test(text[end - 2] as string)
      if (isSentence || isFullStop) last.sentence = end
      if (isBlank || PAUSE.includes(text[end - 1] as string)) last.pause = end
    }
    known = passed
    return last
  }

  return {
    longest: () => lastEnds(0).longest,
    /** The end of the page that begins at `at`. */
    cut: (at: number): number => {
      const { sentence, pause, longest } = lastEnds(at)
      if (longest > at) {
        const least = (longest - at) * SHORTEST_PART
        if (sentence - at >= least) return sentence
        return pause - at >= least ? pause : longest
      }
      // One thing longer than a page, such as an endless link, is cut after all, at a place where
      // four bytes for each character fit.
      const most = Math.max(1, Math.floor(limit / 4))
      const part = Array.from(text.slice(at, at + 2 * most)).slice(0, most)
      const end = at + part.join('').length
      unread = endsFrom(end)
      known = []
      return end
    },
  }
}

export function endsSentence(character: string, isEnded: boolean): boolean {
  return SENTENCE_END.includes(character) || (isEnded && CLOSING.includes(character))
}

export function isSpace(character: string | undefined): boolean {
  return character !== undefined && character.trim() === ''
}
