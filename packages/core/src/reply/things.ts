/**
 * What a text is made of where it may be cut: links with their markup and bare addresses, each of them
 * whole, and graphemes. Followers write such texts, so each part of one is looked through once.
 */

const LINK = /<a\b/g
const TAG_END = />/g
const LINK_END = /<\/a>/g
const ADDRESS = /https?:\/\/[\w\-./?%&=#~+:@!*;]/g
const ADDRESS_END = /[^\w\-./?%&=#~+:@!*;]/g

/**
 * Characters that join with none of their own sort: Latin, Greek, Cyrillic, kana, 汉字 and their
 * punctuation. Most texts have few others, and Intl.Segmenter takes a microsecond for each.
 */
const PLAIN = [
  '\\n -~\\u00c0-\\u02ff\\u0370-\\u0482\\u048a-\\u052f\\u2018-\\u201d\\u2026\\u3000-\\u3029',
  '\\u3041-\\u3096\\u30a1-\\u30fa\\u4e00-\\u9fff\\uff01-\\uff60',
].join('')
const OTHER = new RegExp(`[^${PLAIN}]`, 'g')
const PLAIN_PAIR = new RegExp(`[${PLAIN}]{2}`, 'g')

/** All that looks at a text. Specs count what it has looked through. */
export interface Sight {
  /** Where `pattern` (global) is first found from `from` on; the length of the text if nowhere. */
  readonly find: (text: string, pattern: RegExp, from: number) => number
  readonly graphemes: (text: string) => Iterable<{ readonly segment: string }>
}

/**
 * Where the things from `from` on end, one after the other. May be called again for a later place, so
 * long as no thing has been asked for that begins behind it.
 */
export type Ends = (from: number) => Generator<number>

/** @param room in bytes; of a grapheme that is longer, more than so much is taken for the whole. */
export function createEnds(text: string, room: number, sight: Sight = createSight()): Ends {
  const findWhole = createWholes(text, sight)
  const other = createFinder(text, OTHER, sight)
  const plainPair = createFinder(text, PLAIN_PAIR, sight)
  /** More than fits, and what the last of it could join with. */
  const most = room + 4

  /** The ends of the first graphemes from `from` on; of one that is too long, of a part. */
  function* graphemeEnds(from: number, to: number): Generator<number> {
    let at = from
    // The last one of a run may join with what follows.
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

/** Finds a pattern from places that only grow: what was found stays the first until it is passed. */
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
      // Without an end it is no link; nor is any after it.
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
