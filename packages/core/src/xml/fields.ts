/** What an XML document of this protocol says: fields, by the names of their elements. */

/** Fields of one element: text, nested fields, or a list where an element was repeated. */
export interface XmlFields {
  readonly [name: string]: XmlValue
}
export type XmlValue = string | XmlFields | readonly (string | XmlFields)[]

/** WeChat's deepest push (MASSSENDJOBFINISH) has five levels. */
export const MAX_DEPTH = 12
