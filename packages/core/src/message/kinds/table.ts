/**
 * The language of the kinds table: each row has one kind and the fields that WeChat sends with it.
 * The row is both the runtime reader's instruction and the source of the TypeScript type.
 */

/**
 * `string`: always present, `''` when WeChat left it out.
 * `string?`: absent when WeChat left it out.
 * `number`: always present, `NaN` when WeChat sent something that is no number.
 * `[x]`: always a list, even with one element. `{ ... }`: a nested element.
 * `unsupported`: our own field. True if Content is only WeChat's text for a message that it does
 * not pass on.
 */
export type FieldType =
  | 'string'
  | 'string?'
  | 'number'
  | 'unsupported'
  | readonly [FieldType]
  | FieldTypes

export interface FieldTypes {
  readonly [name: string]: FieldType
}

/** Fields by kind. The key of an event is `event:` and WeChat's Event, in WeChat's spelling. */
export type KindTable = Readonly<Record<string, FieldTypes>>

/** The TypeScript type of one field. */
export type FieldValue<F> = F extends 'string'
  ? string
  : F extends 'number'
    ? number
    : F extends 'unsupported'
      ? boolean
      : F extends readonly [infer Item]
        ? readonly FieldValue<Item>[]
        : F extends object
          ? FieldValues<F>
          : never

type OptionalKeys<T> = { [K in keyof T]: T[K] extends 'string?' ? K : never }[keyof T]

/** The TypeScript type of one row. */
export type FieldValues<T> = {
  readonly [K in keyof T as K extends OptionalKeys<T> ? never : K]: FieldValue<T[K]>
} & {
  readonly [K in keyof T as K extends OptionalKeys<T> ? K : never]?: string
}
