/** The place of an error in the user's own code. */

export interface Frame {
  /** An absolute path. */
  readonly file: string
  /** The path from the folder of the bot, for readers. */
  readonly name: string
  /** From 1. */
  readonly line: number
  readonly column: number
  /** The lines around it, the first of which has the number `from`. */
  readonly code: readonly string[]
  readonly from: number
}
