/** Words that neither users nor the model may use. */
import { foldPart } from '@wechatbot/core'
import type { Transform } from './transform.ts'

export interface Blocked {
  /** Whether a word is in the text, in any writing: `ＧＩＮ` is `gin`. */
  readonly isIn: (text: string) => boolean
  /** The text with stars in place of the words. */
  readonly masked: (text: string) => string
  /** Masks a text that is being written. It keeps back an end that may be the beginning of a word. */
  readonly mask: () => Transform
}

export function createBlocked(words: readonly string[]): Blocked | undefined {
  if (words.length === 0) return undefined
  const folded = words.map(foldPart)
  const longest = Math.max(...words.map((word) => word.length))
  const sources = [...words]
    .sort((a, b) => b.length - a.length)
    .map((word) => word.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&'))
  const pattern = new RegExp(sources.join('|'), 'gi')
  const masked = (text: string) => text.replace(pattern, (found) => '＊'.repeat(found.length))
  return {
    isIn: (text) => folded.some((word) => foldPart(text).includes(word)),
    masked,
    mask: () => {
      let kept = ''
      return {
        push: (piece) => {
          kept = masked(kept + piece)
          const out = kept.slice(0, Math.max(0, kept.length - longest + 1))
          kept = kept.slice(out.length)
          return out
        },
        end: () => {
          const out = masked(kept)
          kept = ''
          return out
        },
      }
    },
  }
}
