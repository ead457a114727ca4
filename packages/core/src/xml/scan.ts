/**
 * Reads XML in WeChat's way of writing only: elements without attributes that hold elements, one
 * CDATA section, or plain text. Any other document, right or wrong, is left to the guarded xml-js.
 * If this file answers, its answer equals xml-js's. It never answers for malformed text. It exists
 * for speed only. To remove it, remove its one call in codec.ts.
 */
import { createFields, MAX_DEPTH, type XmlFields } from './fields.ts'

const SPACE = '[ \\t\\n\\r]*'
const NAME = '([A-Za-z]\\w*)'

/**
 * Matches up to the first `]]>`. Up to 99 other `]` are allowed, for WeChat's faces: [微笑]. Not
 * any number of them, because the matcher remembers each.
 */
const SECTION = '<!\\[CDATA\\[([^\\]]*(?:\\](?!\\]>)[^\\]]*){0,99})\\]\\]>'

/** An element that holds text. */
const LEAF = new RegExp(`${SPACE}<${NAME}>(?:${SPACE}${SECTION}${SPACE}|([^<&\\]]*))</\\1>`, 'y')
const OPEN = new RegExp(`${SPACE}<${NAME}>`, 'y')
const CLOSE = new RegExp(`${SPACE}</${NAME}>${SPACE}`, 'y')

/** The fields of the root. Undefined for a document that this file does not read. */
export function scanXml(text: string): XmlFields | undefined {
  OPEN.lastIndex = 0
  if (OPEN.exec(text)?.[1] !== 'xml') return undefined
  const root = scanFields(text, 'xml', OPEN.lastIndex, 1)
  return root !== undefined && root.end === text.length ? root.fields : undefined
}

/** The elements from `at` to the end of their parent. There must be at least one. */
function scanFields(text: string, parent: string, at: number, depth: number) {
  const fields = createFields()
  let end = at
  for (;;) {
    LEAF.lastIndex = end
    const leaf = LEAF.exec(text)
    let name = leaf?.[1]
    let value: string | XmlFields
    if (leaf !== null) {
      end = LEAF.lastIndex
      value = leaf[2] ?? (leaf[3] as string).trim()
    } else {
      OPEN.lastIndex = end
      name = OPEN.exec(text)?.[1]
      if (name === undefined) break
      const nested = depth < MAX_DEPTH - 1 && scanFields(text, name, OPEN.lastIndex, depth + 1)
      if (!nested) return undefined
      end = nested.end
      value = nested.fields
    }
    const before = fields[name as string]
    if (before === undefined) fields[name as string] = value
    // Directly under the root a name has one meaning.
    else if (depth === 1) return undefined
    else if (Array.isArray(before)) before.push(value)
    else fields[name as string] = [before as string | XmlFields, value]
  }
  CLOSE.lastIndex = end
  if (end === at || CLOSE.exec(text)?.[1] !== parent) return undefined
  return { fields, end: CLOSE.lastIndex }
}
