/** XML out. xml-js writes every shape of a document once. Later only the texts are put in. */
import type { Element } from 'xml-js'
import { WechatBotError } from '../errors.ts'
import { once } from '../on-demand.ts'
import { cleanText } from './characters.ts'
import { printable } from './codec.ts'
import { MAX_DEPTH } from './fields.ts'
import { xmlJs } from './library.ts'

/** The fields that {@link buildXml} writes. */
export interface XmlInput {
  readonly [name: string]: XmlInputValue
}
type XmlInputValue = string | number | XmlInput | readonly XmlInputValue[]

/** A function that works like {@link buildXml}. */
export type XmlWriter = (fields: XmlInput) => string

/** Fields that WeChat's own samples write as plain numbers, at any depth. */
const PLAIN: ReadonlySet<string> = new Set(
  'CreateTime MsgId MsgID TimeStamp ArticleCount Count TotalCount FilterCount SentCount ErrorCount'
    .concat(' ExpiredTime FailTime ArticleIdx UserDeclareState AuditState OriginalArticleType')
    .concat(' CanReprint NeedReplaceContent NeedShowReprintSource CheckState Idx MenuId')
    .split(' '),
)

/** Fields that the samples write plain directly under the root only (SendLocationInfo has CDATA). */
const PLAIN_AT_ROOT: ReadonlySet<string> = new Set(
  'Location_X Location_Y Scale Latitude Longitude Precision'.split(' '),
)

const NUMBER = /^-?\d+(\.\d+)?$/
const NAME = /^[A-Za-z_][\w.-]*$/

/**
 * Writes `<xml>` with these fields, in WeChat's own way: text in CDATA, known number fields plain,
 * a list as a repeated element. `]]>` is split over two sections. Characters that XML 1.0 forbids
 * are left out. So the result always is a document.
 *
 * @throws WechatBotError BAD_REPLY for a name that no element can have, and for a value that is
 *   neither text, finite number, object nor list.
 */
export function buildXml(fields: XmlInput): string {
  return createXmlWriter()(fields)
}

/** A document without its texts: the names and brackets of its elements, and the texts in order. */
interface Draft {
  shape: string
  readonly texts: string[]
}

/** Shapes are limited, because handlers may invent names of fields. */
const MAX_SHAPES = 256

/**
 * Makes a {@link buildXml} that remembers, for each shape, the parts between the texts. A bot's
 * documents have few shapes, and writing is most of the cost of serializing a message.
 * @param known where it remembers them. After 256 shapes it begins anew.
 */
export function createXmlWriter(known = new Map<string, readonly string[]>()): XmlWriter {
  const learn = (shape: string, fields: XmlInput): readonly string[] => {
    const parts = partsOf(fields)
    if (known.size >= MAX_SHAPES) known.clear()
    known.set(shape, parts)
    return parts
  }

  return (fields) => {
    const draft = draftOf(fields)
    const { shape } = draft
    const parts = common().get(shape) ?? known.get(shape) ?? learn(shape, fields)
    let xml = parts[0] as string
    for (let i = 0; i < draft.texts.length; i += 1) xml += `${draft.texts[i]}${parts[i + 1]}`
    return xml
  }
}

function draftOf(fields: XmlInput): Draft {
  const draft: Draft = { shape: '', texts: [] }
  outline(fields, 1, draft)
  return draft
}

/** The parts of a document between its texts. */
function partsOf(fields: XmlInput): readonly string[] {
  const root = { type: 'element', name: 'xml', elements: toElements(fields, 1) }
  return xmlJs()
    .js2xml({ elements: [root] })
    .split(MARK)
}

/** `depth` does not count the root, but {@link MAX_DEPTH} does. */
function outline(fields: XmlInput, depth: number, draft: Draft): void {
  for (const name of Object.keys(fields)) {
    if (!NAME.test(name)) throw bad(`an element name, got "${printable(name)}"`)
    for (const value of listOf(fields[name])) {
      if (isFields(value) && depth < MAX_DEPTH - 1) {
        draft.shape += `${name}{`
        outline(value, depth + 1, draft)
        draft.shape += '}'
      } else if (isText(value)) {
        const text = String(value)
        const isNumber = isPlain(name, text, depth)
        draft.shape += isNumber ? `${name}#` : `${name}"`
        // `]]>` would end the section, so it is split there.
        draft.texts.push(isNumber ? text : cleanText(text).replaceAll(']]>', ']]]]><![CDATA[>'))
      } else {
        const came = value === null ? 'null' : typeof value
        throw bad(`text, number, object or list in <${name}>, got ${came}`)
      }
    }
  }
}

/** Stands in place of a text. XML forbids this character, so no name has it. */
const MARK = '\0'

/** Turns fields into elements. {@link outline} has checked the fields. */
function toElements(fields: XmlInput, depth: number): Element[] {
  return Object.entries(fields).flatMap(([name, value]) =>
    listOf(value).map((each) => {
      if (isFields(each)) return { type: 'element', name, elements: toElements(each, depth + 1) }
      const isNumber = isPlain(name, String(each), depth)
      const text = isNumber ? { type: 'text', text: MARK } : { type: 'cdata', cdata: MARK }
      return { type: 'element', name, elements: [text] }
    }),
  )
}

function isPlain(name: string, text: string, depth: number): boolean {
  return (PLAIN.has(name) || (depth === 1 && PLAIN_AT_ROOT.has(name))) && NUMBER.test(text)
}

function isText(value: unknown): value is string | number {
  return typeof value === 'string' || Number.isFinite(value)
}

function isFields(value: unknown): value is XmlInput {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [value]
}

function bad(expected: string): WechatBotError {
  return new WechatBotError('BAD_REPLY', `expected ${expected}`)
}

const TEXT_REPLY = { ToUserName: '', FromUserName: '', CreateTime: 0, MsgType: '', Content: '' }
const ENVELOPE = { Encrypt: '', MsgSignature: '', TimeStamp: 0, Nonce: '' }

/** The parts of nearly all documents. All bots share them, so that the processor's cache holds them once. */
const common: () => ReadonlyMap<string, readonly string[]> = once(
  () =>
    new Map(
      [TEXT_REPLY, ENVELOPE].map((fields: XmlInput) => [draftOf(fields).shape, partsOf(fields)]),
    ),
)
