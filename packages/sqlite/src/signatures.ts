/** The rows of signatures: each belongs to one message. All methods run in a transaction. */
import type { Connection } from './connection.ts'
import { endOf } from './file-time.ts'

export class SignatureRows {
  readonly #select
  readonly #save

  constructor(db: Connection) {
    this.#select = db.row<readonly [string | null, number | null]>(
      'SELECT owner, open_until FROM signatures WHERE signature = ? AND ends > ?',
    )
    this.#save = db.change('INSERT OR REPLACE INTO signatures VALUES (?, ?, ?, ?)')
  }

  /** Whether the signature belongs to the owner, from now on or already. */
  bind(now: number, signature: string, owner: string, ttlMs: number): boolean {
    const bound = this.#select(signature, now)
    if (bound !== undefined) {
      const [known, openUntil] = bound
      if (known !== null) return known === owner
      if (openUntil !== null && openUntil <= now) return false
    }
    this.#save(signature, owner, null, endOf(now, ttlMs))
    return true
  }

  /** Leaves the signature open, for a push that did not come whole. */
  leaveOpen(now: number, signature: string, withinMs: number, ttlMs: number): void {
    if (this.#select(signature, now) !== undefined) return
    this.#save(signature, null, endOf(now, withinMs), endOf(now, ttlMs))
  }
}
