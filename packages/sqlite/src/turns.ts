/** The rows of turns, and what an attempt makes of them. All methods run in a transaction, except `look`. */
import { type ClaimOptions, MAX_VANISHED, type Progress } from '@wechatbot/core'
import type { Connection } from './connection.ts'
import { endOf } from './file-time.ts'

/** The result of a claim. For a finished turn it has the reply as JSON, or null when the reply is no longer kept. */
export type Found =
  | { readonly state: 'run' | 'poison'; readonly fence: number; readonly attempt: number }
  | { readonly state: 'wait'; readonly attempt: number }
  | { readonly state: 'done'; readonly json: string | null; readonly attempt: number }

interface Turn {
  fence: number
  attempts: number
  /** The time from which another process may take the turn over. */
  lease: number
  /** The number of owners whose lease ended while they ran the turn. */
  vanished: number
  phase: Progress | 'done'
  /**
   * The time at which the turn is forgotten. It is never before the lease ends, or the turn would have two owners.
   */
  ends: number
}

type Row = readonly [number, number, number, number, Turn['phase'], number]
type Lease = Pick<ClaimOptions, 'leaseMs' | 'ttlMs'>

export class TurnRows {
  readonly #select
  readonly #save
  readonly #renew
  readonly #finish
  readonly #keep
  readonly #kept

  constructor(db: Connection) {
    this.#select = db.row<Row>(
      'SELECT fence, attempts, lease, vanished, phase, ends FROM turns WHERE key = ?',
    )
    this.#save = db.change('INSERT OR REPLACE INTO turns VALUES (?, ?, ?, ?, ?, ?, ?)')
    this.#renew = db.change(
      `UPDATE turns SET lease = ?3, phase = ?4, ends = max(ends, ?3)
       WHERE key = ?1 AND fence = ?2 AND phase <> 'done'`,
    )
    this.#finish = db.change(
      "UPDATE turns SET phase = 'done' WHERE key = ? AND fence = ? AND phase <> 'done'",
    )
    this.#keep = db.change('INSERT OR REPLACE INTO replies VALUES (?, ?, ?)')
    this.#kept = db.row<readonly [string]>('SELECT reply FROM replies WHERE key = ? AND ends > ?')
  }

  /** Claims the turn, and counts the attempt. */
  claim(now: number, key: string, lease: Lease): Found {
    const turn = this.#get(now, key)
    if (turn === undefined) return this.#begin(now, key, lease)
    turn.attempts += 1
    const found = this.#found(now, key, turn) ?? take(now, turn, lease)
    this.#put(key, turn)
    return found
  }

  /** The state of the turn for a waiter. Undefined when the waiter should take the turn over. Changes nothing. */
  look(now: number, key: string): Found | undefined {
    const turn = this.#get(now, key)
    return turn && this.#found(now, key, turn)
  }

  /** Takes the turn over, unless another process was quicker. Counts no attempt. */
  takeOver(now: number, key: string, lease: Lease): Found {
    const turn = this.#get(now, key)
    if (turn === undefined) return this.#begin(now, key, lease)
    const found = this.#found(now, key, turn)
    if (found !== undefined) return found
    const taken = take(now, turn, lease)
    this.#put(key, turn)
    return taken
  }

  renew(now: number, key: string, fence: number, leaseMs: number, progress: Progress): boolean {
    return this.#renew(key, fence, endOf(now, leaseMs), progress) === 1
  }

  finish(now: number, key: string, fence: number, json: string, keptMs: number): boolean {
    const isOwner = this.#finish(key, fence) === 1
    if (isOwner) this.#keep(key, json, endOf(now, keptMs))
    return isOwner
  }

  /** Stores a turn that a process ran alone. */
  report(now: number, key: string, json: string, keptMs: number, ttlMs: number): void {
    if (this.#get(now, key) !== undefined) return
    const ends = endOf(now, ttlMs)
    this.#put(key, { fence: now, attempts: 1, lease: now, vanished: 0, phase: 'done', ends })
    this.#keep(key, json, endOf(now, keptMs))
  }

  /** Undefined for a turn that is over, even if its row has not been swept yet. */
  #get(now: number, key: string): Turn | undefined {
    const row = this.#select(key)
    if (row === undefined) return undefined
    const [fence, attempts, lease, vanished, phase, ends] = row
    return ends <= now ? undefined : { fence, attempts, lease, vanished, phase, ends }
  }

  #put(key: string, { fence, attempts, lease, vanished, phase, ends }: Turn): void {
    this.#save(key, fence, attempts, lease, vanished, phase, ends)
  }

  #begin(now: number, key: string, { leaseMs, ttlMs }: Lease): Found {
    const lease = endOf(now, leaseMs)
    const ends = Math.max(lease, endOf(now, ttlMs))
    // The time serves as the fence: it is higher than any former fence, should the turn have been forgotten
    // meanwhile.
    this.#put(key, { fence: now, attempts: 1, lease, vanished: 0, phase: 'running', ends })
    return { state: 'run', fence: now, attempt: 1 }
  }

  /** The state of a turn that is done or has an owner. Undefined for a turn that may be taken over. */
  #found(now: number, key: string, turn: Turn): Found | undefined {
    const attempt = turn.attempts
    if (turn.phase === 'done') {
      return { state: 'done', json: this.#kept(key, now)?.[0] ?? null, attempt }
    }
    return turn.lease > now ? { state: 'wait', attempt } : undefined
  }
}

/** The owner is gone, and this process becomes the owner. */
function take(now: number, turn: Turn, { leaseMs }: Lease): Found {
  if (turn.phase === 'running') turn.vanished += 1
  turn.phase = 'running'
  turn.fence = Math.max(now, turn.fence + 1)
  turn.lease = endOf(now, leaseMs)
  turn.ends = Math.max(turn.ends, turn.lease)
  const state = turn.vanished < MAX_VANISHED ? 'run' : 'poison'
  return { state, fence: turn.fence, attempt: turn.attempts }
}
