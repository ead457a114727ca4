/** Removes reasoning that a model writes into its text without an opening tag: only `</think>` comes. */
import type { Transform } from './transform.ts'

const END = '</think>'
const TAGS = /<\/?think>/g

/** Removes a text from the answer when it turns out to be reasoning. */
export interface Thoughts extends Transform {
  /** Whether a `</think>` came without an opening tag. */
  readonly isFound: boolean
  /** Gives the text that is held, and holds no more. */
  readonly release: () => string
}

/**
 * Leaves out everything before `</think>`.
 * @param maxHeld holds up to so many characters until `</think>` or the end comes, or `release` is called. What is
 * not held has gone out already when `</think>` comes.
 */
export function createThoughts(maxHeld: number): Thoughts {
  let isFound = false
  let left = maxHeld
  let kept = ''
  const take = (): string => {
    const text = kept
    kept = ''
    return text.replace(TAGS, '')
  }
  const push = (piece: string): string => {
    kept += piece
    const at = kept.lastIndexOf(END)
    if (at !== -1) {
      isFound = true
      kept = kept.slice(at + END.length).trimStart()
    }
    if (kept.length < left && !isFound) return ''
    const tail = beginningOf(END, kept)
    const text = kept.slice(0, kept.length - tail)
    kept = kept.slice(kept.length - tail)
    return text
  }
  return {
    get isFound() {
      return isFound
    },
    push,
    release: () => {
      left = 0
      return push('')
    },
    end: take,
  }
}

/** The number of characters at the end of `text` that may be the beginning of `mark`. */
function beginningOf(mark: string, text: string): number {
  for (let length = Math.min(mark.length - 1, text.length); length > 0; length -= 1) {
    if (text.endsWith(mark.slice(0, length))) return length
  }
  return 0
}
