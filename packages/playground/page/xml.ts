/** Makes XML readable: one element a line, with CDATA marked. */
import { h } from './element.js'

const PIECE = /<!\[CDATA\[[\s\S]*?\]\]>|<[^>]*>|[^<]+/g

export function renderXml(xml: string): HTMLElement {
  const code = h('code', {})
  let depth = 0
  let wasOpening = false
  for (const piece of xml.match(PIECE) ?? []) {
    if (piece.startsWith('</')) {
      depth -= 1
      if (!wasOpening) newLine()
      code.append(h('span', { class: 'tag' }, piece))
      wasOpening = false
      continue
    }
    if (piece.startsWith('<![CDATA[')) {
      const text = piece.slice(9, -3)
      code.append(h('span', { class: 'cdata' }, '<![CDATA[', h('b', {}, text), ']]>'))
      continue
    }
    if (piece.startsWith('<')) {
      if (code.hasChildNodes()) newLine()
      code.append(h('span', { class: 'tag' }, piece))
      depth += 1
      wasOpening = true
      continue
    }
    if (piece.trim() !== '') code.append(h('b', {}, piece))
  }
  return h('pre', { tabIndex: 0 }, code)

  function newLine(): void {
    code.append(`\n${'  '.repeat(Math.max(0, depth))}`)
  }
}
