/** The content of an XML document of this protocol: fields, by the names of their elements. */

/** The fields of one element. Each is text, nested fields, or a list if an element was repeated. */
export interface XmlFields {
  readonly [name: string]: XmlValue
}
export type XmlValue = string | XmlFields | readonly (string | XmlFields)[]

/**
 * Makes an object without fields. It inherits nothing. `Object.create(null)` would make a hash table: V8 takes
 * 450 bytes for one with the fields of a text, and 90 for an object of this constructor.
 */
export const Fields = function Fields() {} as unknown as new () => Record<string, XmlValue>
Fields.prototype = Object.freeze(Object.create(null))

/** WeChat's deepest push (MASSSENDJOBFINISH) has five levels. */
export const MAX_DEPTH = 12
