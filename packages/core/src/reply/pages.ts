/** Long texts in pages: cut by UTF-8 bytes, where a reader would pause, and never inside a thing. */

/** What must stay whole: a link with its markup, a bare address. */
const WHOLE = /<a\b[^>]*>[\s\S]*?<\/a>|https?:\/\/[\w\-./?%&=#~+:@!*;]+/g
const SENTENCE_END = /[。！？!?…；\n][」』”’）)"']*$|[.;]\s$/
const PAUSE = /[，、,：:\s]$/
/** A page may be this much shorter than it could be, to end with a sentence; less, with a pause. */
const SHORTEST_PART = 0.4

/** The pages of `text`, each at most `limit` bytes of UTF-8. Nothing of the text is left out. */
export function toPages(text: string, limit: number): readonly string[] {
  const pages: string[] = []
  let rest = text
  while (Buffer.byteLength(rest) > limit) {
    const page = cutAt(rest, limit)
    pages.push(page.trimEnd())
    rest = rest.slice(page.length).trimStart()
  }
  return [...pages, rest].filter((page) => page !== '')
}

/** The longest beginning of `text` within `limit` bytes that ends between two things. */
export function fitting(text: string, limit: number): string {
  return beginnings(text, limit).at(-1) ?? ''
}

function cutAt(text: string, limit: number): string {
  const all = beginnings(text, limit)
  const longest = all.at(-1)?.length ?? 0
  const late = all.filter((page) => page.length >= longest * SHORTEST_PART)
  return (
    late.findLast((page) => SENTENCE_END.test(page)) ??
    late.findLast((page) => PAUSE.test(page)) ??
    all.at(-1) ??
    // One thing longer than a page, an endless link: it is cut after all.
    Array.from(text)
      .slice(0, Math.max(1, Math.floor(limit / 4)))
      .join('')
  )
}

/** Every beginning of `text` that ends between two things and fits. */
function beginnings(text: string, limit: number): readonly string[] {
  const found: string[] = []
  let bytes = 0
  let end = 0
  for (const thing of things(text)) {
    bytes += Buffer.byteLength(thing)
    if (bytes > limit) break
    end += thing.length
    found.push(text.slice(0, end))
  }
  return found
}

/** Links as a whole, everything else by grapheme: no surrogate pair, no joined emoji is split. */
function* things(text: string): Generator<string> {
  const segmenter = new Intl.Segmenter()
  let from = 0
  for (const { 0: link, index } of text.matchAll(WHOLE)) {
    for (const { segment } of segmenter.segment(text.slice(from, index))) yield segment
    yield link
    from = index + link.length
  }
  for (const { segment } of segmenter.segment(text.slice(from))) yield segment
}
