/**
 * XML in. xml-js was chosen because it keeps CDATA apart from text. Its weaknesses are checked
 * here: truncated documents, DTDs, names of Object.prototype, depth and size.
 */
import type { Element } from 'xml-js'
import { WechatBotError } from '../errors.ts'
import { createFields, MAX_DEPTH, type XmlFields } from './fields.ts'
import { xmlJs } from './library.ts'
import { scanXml } from './scan.ts'

/** The limit in characters. The HTTP body has a lower limit already, but other callers have none. */
const MAX_LENGTH = 1024 * 1024

/**
 * Reads WeChat's XML. Returns the fields of the root as strings, because 64-bit ids do not fit in a
 * JavaScript number. The objects have no prototype.
 *
 * White space inside CDATA belongs to the user. Outside it is layout and dropped, as is text beside
 * elements. Attributes carry no data in this protocol. A repeated element becomes a list. Directly
 * under the root it is refused: one name must have one meaning there.
 *
 * @throws WechatBotError BAD_XML for a text that is not one complete `<xml>` document.
 */
export function parseXml(xml: string): XmlFields {
  // A byte order mark is no character of the document.
  const document = xml.startsWith('\ufeff') ? xml.slice(1) : xml
  const text = document.includes('\r') ? document.replace(/\r\n?/g, '\n') : document
  if (text.length > MAX_LENGTH) throw bad(`at most ${MAX_LENGTH} characters, got ${text.length}`)
  return scanXml(text) ?? parseGuarded(text)
}

/** Reads a document that is not written in WeChat's way, for {@link parseXml}. */
export function parseGuarded(text: string): XmlFields {
  refuseDeclarations(text)
  const fields = fold(readRoot(text), 1)
  // <xml/> and <xml>text</xml> have no child elements, so they have no fields.
  if (typeof fields === 'string') throw bad('fields inside <xml>, got none')
  for (const [name, value] of Object.entries(fields)) {
    if (Array.isArray(value)) throw bad(`each field once, got <${printable(name)}> twice`)
  }
  return fields
}

function readRoot(text: string): Element {
  let document: Element
  try {
    document = xmlJs().xml2js(text) as Element
  } catch (cause) {
    throw new WechatBotError('BAD_XML', 'expected well-formed XML, got something malformed', {
      cause,
    })
  }
  const roots = (document.elements ?? []).filter((node) => node.type !== 'comment')
  const root = roots[0]
  if (roots.length !== 1 || root?.type !== 'element' || root.name !== 'xml') {
    throw bad('one <xml> root and nothing beside it')
  }
  // xml-js hides errors at the end of the input. An element that was never closed keeps its parent link.
  if ('parent' in root) throw bad('a complete document, got a truncated one')
  return root
}

/** One element: nested fields if it has elements, else its text. */
function fold(element: Element, depth: number): string | XmlFields {
  if (depth > MAX_DEPTH) throw bad(`at most ${MAX_DEPTH} levels of elements`)
  const nodes = element.elements ?? []
  if (!nodes.some((node) => node.type === 'element')) return textOf(nodes)
  const fields = createFields()
  for (const node of nodes) {
    if (node.type !== 'element' || node.name === undefined) continue
    const value = fold(node, depth + 1)
    const before = fields[node.name]
    if (before === undefined) fields[node.name] = value
    else if (Array.isArray(before)) before.push(value)
    else fields[node.name] = [before as string | XmlFields, value]
  }
  return fields
}

function textOf(nodes: readonly Element[]): string {
  let text = ''
  for (const node of nodes) {
    if (node.type === 'cdata') text += node.cdata ?? ''
    else if (node.type === 'text') text += String(node.text ?? '').trim()
  }
  return text
}

/** The value of an attribute may contain `>`, but not `<`. */
const TAG = /<[\w:/\u0080-\uffff][^<>"']*(?:(?:"[^"<]*"|'[^'<]*')[^<>"']*)*>/y

/**
 * Refuses `<!` and `<?` outside CDATA and comments, except for a leading XML declaration. Without
 * declarations there are no entities to expand and no DTD to fetch. It also refuses obvious malformed text:
 * xml-js makes an error for every such character, which takes half a second for 64 kB.
 */
function refuseDeclarations(text: string): void {
  let at = /^\s*<\?xml[\s?][^>]*\?>/.exec(text)?.[0].length ?? 0
  let depth = 0
  let roots = 0
  for (;;) {
    const open = text.indexOf('<', at)
    refuseText(text.slice(at, open === -1 ? text.length : open), depth)
    if (open === -1) return
    const next = text[open + 1]
    if (next === '?') throw bad('no processing instruction')
    if (next === '!') {
      at = endOfSection(text, open)
      continue
    }
    TAG.lastIndex = open
    const tag = TAG.exec(text)?.[0]
    if (tag === undefined) throw bad('tags that begin with a name, and end')
    if (depth === 0) roots += 1
    if (roots > 1 && next !== '/') throw bad('one <xml> root and nothing beside it')
    // An empty element begins and ends at once.
    if (!tag.endsWith('/>')) depth += next === '/' ? -1 : 1
    if (depth < 0) throw bad('no end of what has not begun')
    if (depth > MAX_DEPTH) throw bad(`at most ${MAX_DEPTH} levels of elements`)
    at = TAG.lastIndex
  }
}

/** Refuses text outside the root, and `&` without an entity. */
function refuseText(text: string, depth: number): void {
  if (depth === 0 && text.trim() !== '') throw bad('one <xml> root and nothing beside it')
  if (text.includes('&') && /&(?!#?\w{1,32};)/.test(text)) throw bad('entities after &')
}

/** The end of the CDATA section or comment at `open`. */
function endOfSection(text: string, open: number): number {
  const close = text.startsWith('<![CDATA[', open)
    ? ']]>'
    : text.startsWith('<!--', open)
      ? '-->'
      : undefined
  if (close === undefined) throw bad('no DTD')
  const end = text.indexOf(close, open + 4)
  if (end === -1) throw bad('a complete document, got a truncated one')
  return end + 3
}

/** At most 64 characters of a name, on one line. */
export function printable(name: string): string {
  return JSON.stringify(name.slice(0, 64)).slice(1, -1)
}

function bad(expected: string): WechatBotError {
  return new WechatBotError('BAD_XML', `expected ${expected}`)
}
