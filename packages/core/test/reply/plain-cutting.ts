/** How texts are cut into pages, said as plainly as can be: for short texts only. */

const WHOLE = /<a\b[^>]*>[\s\S]*?<\/a>|https?:\/\/[\w\-./?%&=#~+:@!*;]+/g
const SENTENCE_END = /[。！？!?…；\n][」』”’）)"']*$|[.;]\s$/
const PAUSE = /[，、,：:\s]$/

export function plainPages(text: string, limit: number): readonly string[] {
  const pages: string[] = []
  let rest = text
  while (Buffer.byteLength(rest) > limit) {
    const all = beginnings(rest, limit)
    const longest = all.at(-1)?.length ?? 0
    const late = all.filter((page) => page.length >= longest * 0.4)
    const page =
      late.findLast((it) => SENTENCE_END.test(it)) ??
      late.findLast((it) => PAUSE.test(it)) ??
      all.at(-1) ??
      [...rest].slice(0, Math.max(1, Math.floor(limit / 4))).join('')
    pages.push(page.trimEnd())
    rest = rest.slice(page.length).trimStart()
  }
  return [...pages, rest].filter((page) => page !== '')
}

/** Every beginning of `text` that ends between two things and fits. */
export function beginnings(text: string, limit: number): readonly string[] {
  let end = ''
  const all = things(text).map((thing) => {
    end += thing
    return end
  })
  return all.filter((beginning) => Buffer.byteLength(beginning) <= limit)
}

function things(text: string): readonly string[] {
  const found: string[] = []
  const segmenter = new Intl.Segmenter()
  let from = 0
  const graphemes = (to: number) => {
    for (const { segment } of segmenter.segment(text.slice(from, to))) found.push(segment)
  }
  for (const { 0: link, index } of text.matchAll(WHOLE)) {
    graphemes(index)
    found.push(link)
    from = index + link.length
  }
  graphemes(text.length)
  return found
}
