/** Words that neither users nor the model may use. */
import { foldPart } from '@wechatbot/core'
import type { Transform } from './transform.ts'

interface Blocked {
  /** Whether a word is in the text, in any writing: `ＧＩＮ` is `gin`. */
  readonly isIn: (text: string) => boolean
  /** The text with stars in place of the words. */
  readonly masked: (text: string) => string
  /** Masks a text that is being written. It keeps back an end that may be the beginning of a word. */
  readonly mask: () => Transform
}

export function createBlocked(words: readonly string[]): Blocked | undefined {
  // The longest first: the pattern takes the first one that fits.
  const folded = words.map(foldPart).sort((a, b) => b.length - a.length)
  const [longest] = folded
  if (longest === undefined) return undefined
  const sources = folded.map((word) => word.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&'))
  const pattern = new RegExp(sources.join('|'), 'g')
  const masked = (text: string) => {
    const { folded: all, starts, ends } = foldedByCharacter(text)
    let out = ''
    let end = 0
    for (const { 0: word, index } of all.matchAll(pattern)) {
      out += text.slice(end, starts[index]) + '＊'.repeat(word.length)
      end = ends[index + word.length - 1] as number
    }
    return out + text.slice(end)
  }
  return {
    isIn: (text) => {
      const all = foldPart(text)
      return folded.some((word) => all.includes(word))
    },
    masked,
    mask: () => {
      let kept = ''
      return {
        push: (piece) => {
          kept = masked(kept + piece)
          const { starts } = foldedByCharacter(kept)
          // A whole word, because a mark on its last letter may still come.
          const out = kept.slice(0, starts[Math.max(0, starts.length - longest.length)])
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

/** A letter with the marks on it. Two kana of half width are marks. */
const CHARACTER = /[\s\S][\p{M}ﾞﾟ]*/gu

/** Folds a text. `starts` and `ends` say where in `text` the character behind each folded letter lies. */
function foldedByCharacter(text: string) {
  let folded = ''
  const starts: number[] = []
  const ends: number[] = []
  for (const { 0: character, index } of text.matchAll(CHARACTER)) {
    // foldPart would trim white space that stands alone.
    const letters = /^\s/.test(character) ? ' ' : foldPart(character)
    if (letters === ' ' && folded.endsWith(' ')) continue
    folded += letters
    for (let i = 0; i < letters.length; i += 1) {
      starts.push(index)
      ends.push(index + character.length)
    }
  }
  return { folded, starts, ends }
}
