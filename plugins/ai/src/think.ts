/** Reasoning that a model writes into its text without saying where it begins: only `</think>` comes. */
import type { Transform } from './transform.ts'

const END = '</think>'
const TAGS = /<\/?think>/g

/** What nobody has seen of a text that turns out to be reasoning. */
export interface Thoughts extends Transform {
  /** Whether a `</think>` came without a beginning. */
  readonly isFound: boolean
}

/**
 * Leaves out everything before `</think>`.
 * @param isExpected holds the text until it comes, or nothing more does; else what was written before it has gone out.
 */
export function createThoughts(isExpected: boolean): Thoughts {
  let isFound = false
  let kept = ''
  const take = (): string => {
    const text = kept
    kept = ''
    return text.replace(TAGS, '')
  }
  return {
    get isFound() {
      return isFound
    },
    push: (piece) => {
      kept += piece
      const at = kept.lastIndexOf(END)
      if (at !== -1) {
        isFound = true
        kept = kept.slice(at + END.length).trimStart()
      }
      if (isExpected && !isFound) return ''
      const tail = beginningOf(END, kept)
      const text = kept.slice(0, kept.length - tail)
      kept = kept.slice(kept.length - tail)
      return text
    },
    end: take,
  }
}

/** How many characters at the end of `text` may be the beginning of `mark`. */
function beginningOf(mark: string, text: string): number {
  for (let length = Math.min(mark.length - 1, text.length); length > 0; length -= 1) {
    if (text.endsWith(mark.slice(0, length))) return length
  }
  return 0
}
