/** The content of an XML document of this protocol: fields, by the names of their elements. */

/** The fields of one element. Each is text, nested fields, or a list if an element was repeated. */
export interface XmlFields {
  readonly [name: string]: XmlValue
}
export type XmlValue = string | XmlFields | readonly (string | XmlFields)[]

/** WeChat's deepest push (MASSSENDJOBFINISH) has five levels. */
export const MAX_DEPTH = 12
