/**
 * XML in and out; the only user of xml-js. xml-js keeps CDATA apart from text, and that is why it
 * was chosen; what it must not be trusted with is checked here: truncated documents, DTDs, names
 * of Object.prototype, depth and size.
 */
import { type Element, js2xml, xml2js } from 'xml-js'
import { cleanText } from '../characters.ts'
import { WechatBotError } from '../errors.ts'
import { scanXml } from './scan.ts'

/** Fields of one element: text, nested fields, or a list where an element was repeated. */
export interface XmlFields {
  readonly [name: string]: XmlValue
}
export type XmlValue = string | XmlFields | readonly (string | XmlFields)[]

/** What {@link buildXml} writes. */
export interface XmlInput {
  readonly [name: string]: XmlInputValue
}
export type XmlInputValue = string | number | XmlInput | readonly XmlInputValue[]

/** WeChat's deepest push (MASSSENDJOBFINISH) has five levels. */
const MAX_DEPTH = 12

/** In characters. The HTTP body is limited before; this is for callers that have no such limit. */
const MAX_LENGTH = 1024 * 1024

/**
 * Reads WeChat's XML: the fields of the root, all of them strings (64-bit ids do not fit in a
 * JavaScript number), on objects without a prototype.
 *
 * White space inside CDATA is the user's; outside it is layout and dropped, as is text beside
 * elements. Attributes carry no data in this protocol. A repeated element becomes a list, except
 * directly under the root, where one meaning per name must hold for everybody.
 *
 * @throws WechatBotError BAD_XML for everything that is not one complete `<xml>` document.
 */
export function parseXml(xml: string): XmlFields {
  // A byte order mark is no character of the document.
  const text = xml.replace(/^\ufeff/, '').replace(/\r\n?/g, '\n')
  if (text.length > MAX_LENGTH) throw bad(`at most ${MAX_LENGTH} characters, got ${text.length}`)
  return scanXml(text) ?? parseGuarded(text)
}

/** What {@link parseXml} does with everything that is not written as WeChat writes. */
export function parseGuarded(text: string): XmlFields {
  refuseDeclarations(text)
  const fields = fold(readRoot(text), 1)
  // No child elements: <xml/> and <xml>text</xml> say nothing.
  if (typeof fields === 'string') throw bad('fields inside <xml>, got none')
  for (const [name, value] of Object.entries(fields)) {
    if (Array.isArray(value)) throw bad(`each field once, got <${printable(name)}> twice`)
  }
  return fields
}

function readRoot(text: string): Element {
  let document: Element
  try {
    document = xml2js(text) as Element
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
  // xml-js swallows end-of-input errors; an element that was never closed keeps its parent link.
  if ('parent' in root) throw bad('a complete document, got a truncated one')
  return root
}

/** One element: nested fields if it has elements, else its text. */
function fold(element: Element, depth: number): string | XmlFields {
  if (depth > MAX_DEPTH) throw bad(`at most ${MAX_DEPTH} levels of elements`)
  const nodes = element.elements ?? []
  if (!nodes.some((node) => node.type === 'element')) return textOf(nodes)
  const fields: Record<string, XmlValue> = Object.create(null)
  for (const node of nodes) {
    if (node.type !== 'element' || node.name === undefined) continue
    const value = fold(node, depth + 1)
    const before = fields[node.name]
    if (before === undefined) fields[node.name] = value
    else if (isList(before)) (before as (string | XmlFields)[]).push(value)
    else fields[node.name] = [before, value]
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

/**
 * Refuses `<!` and `<?` outside CDATA and comments, a leading XML declaration aside. Without
 * declarations there are no entities to expand and no DTD to fetch.
 */
function refuseDeclarations(text: string): void {
  const start = /^\s*<\?xml[\s?][^>]*\?>/.exec(text)?.[0].length ?? 0
  let at = start
  for (;;) {
    const open = text.indexOf('<', at)
    if (open === -1) return
    const next = text[open + 1]
    if (next === '?') throw bad('no processing instruction')
    if (next !== '!') {
      at = open + 1
      continue
    }
    const close = text.startsWith('<![CDATA[', open)
      ? ']]>'
      : text.startsWith('<!--', open)
        ? '-->'
        : undefined
    if (close === undefined) throw bad('no DTD')
    const end = text.indexOf(close, open + 4)
    if (end === -1) throw bad('a complete document, got a truncated one')
    at = end + 3
  }
}

/** Fields that WeChat's own samples write as plain numbers, wherever they stand. */
const PLAIN = new Set(
  'CreateTime MsgId MsgID TimeStamp ArticleCount Count TotalCount FilterCount SentCount ErrorCount'
    .concat(' ExpiredTime FailTime ArticleIdx UserDeclareState AuditState OriginalArticleType')
    .concat(' CanReprint NeedReplaceContent NeedShowReprintSource CheckState Idx MenuId')
    .split(' '),
)

/** Fields that they write plain directly under the root only (SendLocationInfo has CDATA). */
const PLAIN_AT_ROOT = new Set('Location_X Location_Y Scale Latitude Longitude Precision'.split(' '))

const NUMBER = /^-?\d+(\.\d+)?$/
const NAME = /^[A-Za-z_][\w.-]*$/

/**
 * Writes `<xml>` with these fields, as WeChat writes its own: text in CDATA, known number fields
 * plain, a list as a repeated element. `]]>` is split over two sections, and characters that
 * XML 1.0 forbids are left out, so that the result always is a document.
 *
 * @throws WechatBotError BAD_REPLY for a name that cannot be an element's, or a value that is
 *   neither text, finite number, object nor list.
 */
export function buildXml(fields: XmlInput): string {
  const draft: Draft = { shape: '', texts: [] }
  const elements = children(fields, 1, draft)
  const form = formOf(draft.shape, elements)
  return draft.texts.reduce((xml, text, i) => xml + text + form[i + 1], form[0] ?? '')
}

/** A document apart from its texts: the names and brackets of its elements, and the texts in order. */
interface Draft {
  shape: string
  readonly texts: string[]
}

/** Stands for a text. XML forbids it, so it is in no name. */
const MARK = '\0'

/**
 * What stands between the texts, by shape. Bots have few: xml-js writes each once, for writing is
 * most of what serializing a message costs.
 */
const forms = new Map<string, readonly string[]>()
/** Handlers may make up names of fields. */
const MAX_FORMS = 256

function formOf(shape: string, elements: Element[]): readonly string[] {
  const known = forms.get(shape)
  if (known !== undefined) return known
  const root = { type: 'element', name: 'xml', elements }
  const form = js2xml({ elements: [root] }).split(MARK)
  if (forms.size >= MAX_FORMS) forms.clear()
  forms.set(shape, form)
  return form
}

function children(fields: XmlInput, depth: number, draft: Draft): Element[] {
  const elements: Element[] = []
  for (const [name, value] of Object.entries(fields)) {
    if (!NAME.test(name)) {
      throw new WechatBotError('BAD_REPLY', `expected an element name, got "${printable(name)}"`)
    }
    for (const each of isList(value) ? value : [value]) {
      draft.shape += name
      elements.push({ type: 'element', name, elements: content(name, each, depth, draft) })
    }
  }
  return elements
}

/** Its depth does not count the root, {@link MAX_DEPTH} does. */
function content(name: string, value: unknown, depth: number, draft: Draft): Element[] {
  if (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    depth < MAX_DEPTH - 1
  ) {
    draft.shape += '{'
    const elements = children(value as XmlInput, depth + 1, draft)
    draft.shape += '}'
    return elements
  }
  const isText = typeof value === 'string' || (typeof value === 'number' && Number.isFinite(value))
  if (isText) return [textNode(name, String(value), depth, draft)]
  throw new WechatBotError(
    'BAD_REPLY',
    `expected text, number, object or list in <${name}>, got ${value === null ? 'null' : typeof value}`,
  )
}

/** A plain number, or CDATA; `]]>` would end it, so the section is split there. */
function textNode(name: string, text: string, depth: number, draft: Draft): Element {
  const isPlain = (PLAIN.has(name) || (depth === 1 && PLAIN_AT_ROOT.has(name))) && NUMBER.test(text)
  draft.shape += isPlain ? '#' : '"'
  draft.texts.push(isPlain ? text : cleanText(text).replaceAll(']]>', ']]]]><![CDATA[>'))
  return isPlain ? { type: 'text', text: MARK } : { type: 'cdata', cdata: MARK }
}

function isList<T, L>(value: T | readonly L[]): value is readonly L[] {
  return Array.isArray(value)
}

function printable(name: string): string {
  return JSON.stringify(name.slice(0, 64)).slice(1, -1)
}

function bad(expected: string): WechatBotError {
  return new WechatBotError('BAD_XML', `expected ${expected}`)
}
