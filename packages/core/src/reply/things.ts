/**
 * The things between which a text may be cut: links with their markup, bare addresses, and
 * graphemes. Followers write such texts, so each part of a text is searched only once.
 */

const LINK = /<a\b/g
const TAG_END = />/g
const LINK_END = /<\/a>/g
const ADDRESS = /https?:\/\/[\w\-./?%&=#~+:@!*;]/g
const ADDRESS_END = /[^\w\-./?%&=#~+:@!*;]/g

/**
 * Characters that never join with another of their own sort: Latin, Greek, Cyrillic, kana, 汉字 and their
 * punctuation. Most texts have few others. Intl.Segmenter takes a microsecond for each character.
 */
const PLAIN = [
  '\\n -~\\u00c0-\\u02ff\\u0370-\\u0482\\u048a-\\u052f\\u2018-\\u201d\\u2026\\u3000-\\u3029',
  '\\u3041-\\u3096\\u30a1-\\u30fa\\u4e00-\\u9fff\\uff01-\\uff60',
].join('')
const OTHER = new RegExp(`[^${PLAIN}]`, 'g')
const PLAIN_PAIR = new RegExp(`[${PLAIN}]{2}`, 'g')

/** All functions that read a text. Specs count how much they read. */
export interface Sight {
  /**
   * The index of the first match of `pattern` (global) from `from` on. Without a match, the length
   * of the text.
   */
  readonly find: (text: string, pattern: RegExp, from: number) => number
  readonly graphemes: (text: string) => Iterable<{ readonly segment: string }>
}

/**
 * The ends of the things from `from` on, one after the other. It may be called again for a later
 * place, if no thing that begins behind that place has been asked for.
 */
export type Ends = (from: number) => Generator<number>

/** @param room in bytes. A longer grapheme counts as complete after a little more than this. */
export function createEnds(text: string, room: number, sight: Sight = createSight()): Ends {
  const findWhole = createWholes(text, sight)
  const other = createFinder(text, OTHER, sight)
  const plainPair = createFinder(text, PLAIN_PAIR, sight)
  /** More than fits, and the characters that its last one could join with. */
  const most = room + 4

  /** The ends of the first graphemes from `from` on. A grapheme that is too long gives the end of a part. */
  function* graphemeEnds(from: number, to: number): Generator<number> {
    let at = from
    // The last character of a run may join with the next one.
    const alone = Math.min(other(from) - 1, to)
    while (at < alone) {
      at += 1
      yield at
    }
    if (at > from) return
    const end = Math.min(plainPair(from) + 1, to)
    const isCut = end - from > most
    for (const { segment } of sight.graphemes(text.slice(from, isCut ? from + most : end))) {
      if (isCut && at > from && at + segment.length > from + most - 2) return
      at += segment.length
      yield at
    }
  }

  return function* (from) {
    let at = from
    while (at < text.length) {
      const { start, end } = findWhole(at)
      while (at < start) {
        for (const next of graphemeEnds(at, start)) {
          at = next
          yield at
        }
      }
      if (end > at) {
        at = end
        yield at
      }
    }
  }
}

type Find = (from: number) => number

/** Finds a pattern from places that only grow. A match stays the first until a place is beyond it. */
function createFinder(text: string, pattern: RegExp, sight: Sight): Find {
  let found = -1
  return (from: number): number => {
    if (found < from) found = sight.find(text, pattern, from)
    return found
  }
}

/** Finds the first link or address from a place on. */
function createWholes(text: string, sight: Sight) {
  const finder = (pattern: RegExp) => createFinder(text, pattern, sight)
  const link = finder(LINK)
  const tagEnd = finder(TAG_END)
  const linkEnd = finder(LINK_END)
  const address = finder(ADDRESS)
  const addressEnd = finder(ADDRESS_END)

  return (from: number): { readonly start: number; readonly end: number } => {
    const start = link(from)
    const other = address(from)
    // An address ends before a `<`, so neither is inside the other here.
    if (start < other) {
      const inner = tagEnd(start) + 1
      const end = inner > text.length ? text.length : linkEnd(inner)
      if (end < text.length) return { start, end: end + '</a>'.length }
      // A link without an end is no link, and neither is any link after it.
    }
    return { start: other, end: addressEnd(other) }
  }
}

function createSight(): Sight {
  const segmenter = new Intl.Segmenter()
  return {
    find: (text, pattern, from) => {
      pattern.lastIndex = from
      return pattern.exec(text)?.index ?? text.length
    },
    graphemes: (text) => segmenter.segment(text),
  }
}
