/** Lists of a Store come in pages. */

/** Which part of a list. */
export interface Page {
  /** `next` of the page before. @default the beginning */
  readonly after?: string
  /** Members at the most, from 1. */
  readonly limit: number
}
