/**
 * Reads the XML that WeChat writes, and nothing else: elements without attributes, in them elements,
 * CDATA or plain text. Whatever else a document may be, right or wrong, is left to the guarded xml-js:
 * where this file answers, it answers the same, and it never answers what is malformed. It exists for
 * speed alone, and goes by removing its one call in codec.ts.
 */
import type { XmlFields, XmlValue } from './codec.ts'

const LESS = '<'.charCodeAt(0)
const NAME = /^[A-Za-z]\w*$/
const CDATA = '<![CDATA['
const CDATA_END = ']]>'
/** Levels of elements, the root included; as in codec.ts. */
const MAX_DEPTH = 12

/** The fields of the root, or undefined for a document that is not for this file. */
export function scanXml(text: string): XmlFields | undefined {
  let at = 0

  const skipSpace = (): void => {
    for (;;) {
      const code = text.charCodeAt(at)
      if (code !== 32 && code !== 10 && code !== 9 && code !== 13) return
      at += 1
    }
  }

  /** The name of the element that begins here. */
  const open = (): string | undefined => {
    if (text.charCodeAt(at) !== LESS) return undefined
    const end = text.indexOf('>', at)
    if (end === -1) return undefined
    const name = text.slice(at + 1, end)
    if (!NAME.test(name)) return undefined
    at = end + 1
    return name
  }

  /** What is in an element, up to and with its end. */
  const content = (name: string, depth: number): string | XmlFields | undefined => {
    if (depth > MAX_DEPTH) return undefined
    const close = `</${name}>`
    const next = text.indexOf('<', at)
    if (next === -1) return undefined
    if (text.startsWith(close, next)) {
      const plain = text.slice(at, next)
      if (plain.includes('&') || plain.includes(CDATA_END)) return undefined
      at = next + close.length
      return plain.trim()
    }
    skipSpace()
    // Text beside something else.
    if (at !== next) return undefined
    return text.startsWith(CDATA, at) ? sections(close) : fields(close, depth)
  }

  /** CDATA sections, one after the other. */
  const sections = (close: string): string | undefined => {
    let whole = ''
    while (text.startsWith(CDATA, at)) {
      const end = text.indexOf(CDATA_END, at)
      if (end === -1) return undefined
      whole += text.slice(at + CDATA.length, end)
      at = end + CDATA_END.length
    }
    skipSpace()
    if (!text.startsWith(close, at)) return undefined
    at += close.length
    return whole
  }

  const fields = (close: string, depth: number): XmlFields | undefined => {
    const found: Record<string, XmlValue> = Object.create(null)
    for (;;) {
      skipSpace()
      if (text.startsWith(close, at)) {
        at += close.length
        return found
      }
      const name = open()
      if (name === undefined) return undefined
      const value = content(name, depth + 1)
      if (value === undefined) return undefined
      const before = found[name]
      if (before === undefined) found[name] = value
      // One meaning per name, directly under the root.
      else if (depth === 1) return undefined
      else if (Array.isArray(before)) before.push(value)
      else found[name] = [before as string | XmlFields, value]
    }
  }

  skipSpace()
  if (open() !== 'xml') return undefined
  const root = content('xml', 1)
  if (root === undefined || typeof root === 'string') return undefined
  skipSpace()
  return at === text.length ? root : undefined
}
