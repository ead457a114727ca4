/**
 * What the Store knows of a growing reply: its text so far, and how much of it the user has been given. Every
 * piece is given once: taking one is one atomic step, whichever instance takes it.
 */
import { cutOf } from '../reply/cut.ts'
import { valueKeys } from '../store/keys.ts'
import type { Values } from '../store/types.ts'

export interface Draft {
  readonly text: string
  /** Characters of the text that the user has been given. */
  readonly taken: number
  readonly isOver: boolean
  /** No more pieces are taken: what is left is on its way to the user, all of it. */
  readonly isClosed?: boolean
  /** What every attempt of the message is answered with, and the strategy that delivers the rest. */
  readonly first?: { readonly content: string; readonly by: string }
  /** The last piece, and the turn that was answered with it: the same turn gets it again. */
  readonly last?: { readonly turn: string; readonly from: number; readonly to: number }
}

export const NO_DRAFT: Draft = { text: '', taken: 0, isOver: false }

/** A reply is written within ten minutes, and then waits in the mailbox. */
const KEPT_MS = 20 * 60_000
/** Two instances rarely meet; a hundred times in a row is a Store that never takes anything. */
const MAX_TRIES = 100

export class Drafts {
  readonly #values: Values
  readonly #scope: string

  constructor(values: Values, scope: string) {
    this.#values = values
    this.#scope = scope
  }

  /**
   * Changes it, also when another instance changes it at the same time.
   * @param change pure; undefined changes nothing.
   * @returns what the Store has now.
   */
  async change(
    turn: string,
    change: (draft: Draft | undefined) => Draft | undefined,
  ): Promise<Draft | undefined> {
    const key = this.#key(turn)
    for (let tries = 0; tries < MAX_TRIES; tries += 1) {
      const entry = await this.#values.entry(key)
      const before = entry?.value as Draft | undefined
      const after = change(before)
      if (after === undefined) return before
      if (await this.#values.replace(key, after, entry?.version, KEPT_MS)) return after
    }
    throw new Error('the draft of a growing reply could not be written')
  }

  async remove(turn: string): Promise<void> {
    await this.#values.delete(this.#key(turn))
  }

  #key(turn: string): string {
    return valueKeys.draft(this.#scope, turn)
  }
}

/** What is known here and there: a text only grows. */
export function merged(draft: Draft | undefined, text: string, isOver: boolean): Draft {
  const known = draft ?? NO_DRAFT
  const isLonger = text.length > known.text.length
  return {
    ...known,
    text: isLonger ? text : known.text,
    isOver: known.isOver || isOver,
  }
}

/** The next piece of at most `room` bytes; undefined where nothing but blanks can be given yet. */
export function nextPiece(draft: Draft, room: number): { to: number; piece: string } | undefined {
  const { text, taken, isOver } = draft
  const to = cutOf(text, taken, room, isOver)
  const piece = text.slice(taken, to)
  return piece.trim() === '' ? undefined : { to, piece }
}
