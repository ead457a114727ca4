/** Long texts in pages: cut by UTF-8 bytes, where a reader would pause, and never inside a thing. */
import { createEnds, type Ends, type Sight } from './things.ts'

const SENTENCE_END = '。！？!?…；\n'
/** Behind the end of a sentence: still its end. */
const CLOSING = '」』”’）)"\''
export const PAUSE = '，、,：:'
/** A page may be this much shorter than it could be, to end with a sentence; less, with a pause. */
export const SHORTEST_PART = 0.4

/**
 * The pages of `text`, each at most `limit` bytes of UTF-8. Nothing of the text is left out but white
 * space between pages. The work grows with the text, and with nothing that is in it.
 * @param sight only specs give their own.
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
  return text.slice(0, createReader(text, limit, createEnds(text, limit, sight)).longest())
}

/** Whether what is left fits. A character has one byte at least, so little of it is looked at. */
function fits(text: string, at: number, limit: number): boolean {
  return text.length - at <= limit && Buffer.byteLength(text.slice(at)) <= limit
}

/** Reads a text once, page by page: things behind the end of a page are kept for the next. */
function createReader(text: string, limit: number, endsFrom: Ends) {
  let unread = endsFrom(0)
  let known: readonly number[] = []

  const nextEnd = (at: number): number | undefined => {
    for (;;) {
      const { value } = unread.next()
      // White space between two pages is passed.
      if (value === undefined || value > at) return value
    }
  }

  /** Of all ends of things within the limit from `at`: the last of each sort, or `at`. */
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
    /** Where the page that begins at `at` ends. */
    cut: (at: number): number => {
      const { sentence, pause, longest } = lastEnds(at)
      if (longest > at) {
        const least = (longest - at) * SHORTEST_PART
        if (sentence - at >= least) return sentence
        return pause - at >= least ? pause : longest
      }
      // One thing longer than a page, an endless link: it is cut after all, where four bytes each fit.
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
