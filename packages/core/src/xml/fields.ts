/** The content of an XML document of this protocol: fields, by the names of their elements. */

/** The fields of one element. Each is text, nested fields, or a list if an element was repeated. */
export interface XmlFields {
  readonly [name: string]: XmlValue
}
export type XmlValue = string | XmlFields | readonly (string | XmlFields)[]

class Fields {
  [name: string]: XmlValue
}

/**
 * Makes an object without fields and without a prototype. `Object.create(null)` would make a hash table: V8 takes
 * 470 bytes for one with the fields of a text, and 70 for this object.
 */
export function createFields(): Record<string, XmlValue> {
  return Object.setPrototypeOf(new Fields(), null)
}

/** WeChat's deepest push (MASSSENDJOBFINISH) has five levels. */
export const MAX_DEPTH = 12
