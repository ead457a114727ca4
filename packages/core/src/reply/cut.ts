/**
 * Finds where an unfinished text may be cut. Unlike pages, pieces lose nothing: joined, they are
 * the text, byte for byte.
 */
import { endsSentence, isSpace, PAUSE, SHORTEST_PART } from './pages.ts'
import { createEnds } from './things.ts'

/**
 * Parts that are never cut if they fit a piece: a code fence, and a number with its signs
 * (`1,000.50`, `19:30`).
 */
const WHOLE = /```[\s\S]*?```|\d[\d.,:/-]*\d/g
/**
 * Parts that may go on in text that is not there yet: an open link, an open fence, or the beginning
 * of either.
 */
const OPEN = [/<a\b(?![\s\S]*<\/a>)/, /<a?$/]
const FENCE = /```/g

/**
 * The end of the piece of `text` that begins at `from`. The piece ends with a sentence, else at a
 * pause, else between two graphemes. It has at most `limit` bytes of UTF-8.
 * @param isOver whether the text is complete.
 * @returns `from` if no piece can be cut off yet.
 */
export function cutOf(text: string, from: number, limit: number, isOver: boolean): number {
  const window = text.slice(from, from + limit + 1)
  const isWhole = isOver && from + window.length === text.length
  if (isWhole && Buffer.byteLength(window) <= limit) return text.length
  const until = isWhole ? window.length : openFrom(window)
  // The text is longer than a piece, so a piece can be cut off.
  const isFull = Buffer.byteLength(window) > limit
  let last = lastEnds(window, limit, until)
  // The open part is longer than a piece, so it is cut like the rest.
  if (isFull && last.longest === 0) last = lastEnds(window, limit, window.length)
  if (isFull) {
    const least = last.longest * SHORTEST_PART
    if (last.sentence >= least && last.sentence > 0) return from + last.sentence
    if (last.pause >= least && last.pause > 0) return from + last.pause
    // One part longer than a piece is cut after all, at a place where four bytes for each character fit.
    return from + (last.longest || charactersIn(window, limit))
  }
  if (isWhole) return text.length
  return from + (last.sentence || last.pause || last.beforeLast)
}

/** The pieces of a complete text, each of at most `limit` bytes. A text of blanks has none. */
export function toPieces(text: string, limit: number): readonly string[] {
  const pieces: string[] = []
  for (let at = 0; at < text.length; ) {
    const end = cutOf(text, at, limit, true)
    pieces.push(text.slice(at, end))
    at = end
  }
  return pieces.filter((piece) => piece.trim() !== '')
}

/** Where a part begins that later text may continue. */
function openFrom(window: string): number {
  const starts = OPEN.map((pattern) => window.search(pattern)).filter((at) => at >= 0)
  const fences = [...window.matchAll(FENCE)].map(({ index }) => index)
  if (fences.length % 2 === 1) starts.push(fences.at(-1) as number)
  const ticks = /`{1,2}$/.exec(window)
  if (ticks !== null) starts.push(ticks.index)
  return Math.min(window.length, ...starts)
}

function lastEnds(window: string, limit: number, until: number) {
  const last = { sentence: 0, pause: 0, longest: 0, beforeLast: 0 }
  const wholes = [...window.matchAll(WHOLE)].map(({ 0: { length }, index }) => [
    index,
    index + length,
  ])
  let bytes = 0
  let begun = 0
  let isSentence = false
  for (const end of createEnds(window, limit)(0)) {
    if (end > until) break
    const thing = window.slice(begun, end)
    bytes += Buffer.byteLength(thing)
    begun = end
    if (bytes > limit) break
    for (const character of thing) isSentence = endsSentence(character, isSentence)
    if (wholes.some(([start = 0, close = 0]) => end > start && end < close)) continue
    last.beforeLast = last.longest
    last.longest = end
    const isBlank = isSpace(window[end - 1])
    const isFullStop = isBlank && end > 1 && /[.;]/.test(window[end - 2] as string)
    if (isSentence || isFullStop) last.sentence = end
    if (isBlank || PAUSE.includes(window[end - 1] as string)) last.pause = end
  }
  return last
}

function charactersIn(window: string, limit: number): number {
  const most = Math.max(1, Math.floor(limit / 4))
  return Array.from(window).slice(0, most).join('').length
}
