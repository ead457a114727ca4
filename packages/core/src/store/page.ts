/** Lists of a Store come in pages. */

/** Selects a part of a list. */
export interface Page {
  /** The `next` of the page before. @default the beginning */
  readonly after?: string
  /** The most members of the page, from 1. */
  readonly limit: number
}
