/**
 * The Store's record of a growing reply: its text so far, and how much of it the user has been
 * given. Every piece is given once: taking a piece is one atomic step, whichever instance takes it.
 */
import { cutOf } from '../reply/cut.ts'
import { valueKeys } from '../store/keys.ts'
import type { Values } from '../store/types.ts'

export interface Draft {
  readonly text: string
  /** How many characters of the text the user has been given. */
  readonly taken: number
  readonly isOver: boolean
  /** No more pieces may be taken: the whole rest is on its way to the user. */
  readonly isClosed?: boolean
  /** The answer to every attempt of the message, and the strategy that delivers the rest. */
  readonly first?: { readonly content: string; readonly by: string }
  /** The last piece that was asked for. */
  readonly last?: LastPiece
}

export interface LastPiece {
  /** The turn that was answered with it. The same turn gets the same piece again. */
  readonly turn: string
  readonly from: number
  readonly to: number
  /** Whether its user was told that more follows. */
  readonly isMore: boolean
}

export const NO_DRAFT: Draft = { text: '', taken: 0, isOver: false }

/** A reply may be written for ten minutes, and then waits in the mailbox. */
export const KEPT_MS = 20 * 60_000
/** Two instances rarely collide. After a hundred failures in a row the Store never accepts the change. */
const MAX_TRIES = 100

export class Drafts {
  readonly #values: Values
  readonly #scope: string

  constructor(values: Values, scope: string) {
    this.#values = values
    this.#scope = scope
  }

  /**
   * Changes the draft. If another instance changes it at the same time, this one tries again.
   * @param change pure. If it returns undefined, nothing changes.
   * @returns the draft that the Store has now.
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

  /** @throws the error of the Store. One that fails open deletes in silence while it is away, so an entry is read besides. */
  async remove(turn: string): Promise<void> {
    const key = this.#key(turn)
    await this.#values.delete(key)
    await this.#values.entry(key)
  }

  #key(turn: string): string {
    return valueKeys.draft(this.#scope, turn)
  }
}

/** Joins the Store's text and this process's text. The longer one wins, because a text only grows. */
export function merged(draft: Draft | undefined, text: string, isOver: boolean): Draft {
  const known = draft ?? NO_DRAFT
  const isLonger = text.length > known.text.length
  return {
    ...known,
    text: isLonger ? text : known.text,
    isOver: known.isOver || isOver,
  }
}

/**
 * The later of two records of one text. The Store has missed what this process did in an outage. This process has missed
 * what others did.
 */
export function later(stored: Draft, own: Draft): Draft {
  // The text was written anew, with other words.
  if (!stored.text.startsWith(own.text) && !own.text.startsWith(stored.text)) return own
  const further = own.taken > stored.taken ? own : stored
  const first = stored.first ?? own.first
  const isClosed = stored.isClosed === true || own.isClosed === true
  return { ...further, isClosed, ...(first === undefined ? {} : { first }) }
}

/** The next piece of at most `room` bytes; undefined while only blanks could be given. */
export function nextPiece(draft: Draft, room: number): { to: number; piece: string } | undefined {
  const { text, taken, isOver } = draft
  const to = cutOf(text, taken, room, isOver)
  const piece = text.slice(taken, to)
  return piece.trim() === '' ? undefined : { to, piece }
}
