/** The turns that this process runs or waits for, by key, with a count for each sender. */
import { RenewedMap } from '../store/renewed-map.ts'
import type { Turn } from './turn.ts'

/**
 * The limit of an app, or of a bot without one. If a handler takes a second, this is a thousand
 * messages a second.
 */
export const MAX_IN_FLIGHT = 1000

export class InFlight {
  readonly #turns = new RenewedMap<string, Turn>()
  /** The number of turns by OpenID. */
  readonly #counts = new RenewedMap<string, number>()

  get size(): number {
    return this.#turns.size
  }

  get(key: string): Turn | undefined {
    return this.#turns.get(key)
  }

  has(key: string): boolean {
    return this.#turns.has(key)
  }

  /** The number of turns of one sender. */
  countOf(openid: string): number {
    return this.#counts.get(openid) ?? 0
  }

  values(): IterableIterator<Turn> {
    return this.#turns.values()
  }

  /** Adds a turn. Changes nothing if it is in flight already. */
  add(turn: Turn): void {
    if (this.#turns.has(turn.key)) return
    this.#turns.set(turn.key, turn)
    const openid = turn.message.FromUserName
    this.#counts.set(openid, this.countOf(openid) + 1)
  }

  remove(turn: Turn): void {
    if (!this.#turns.delete(turn.key)) return
    const openid = turn.message.FromUserName
    const left = this.countOf(openid) - 1
    if (left > 0) this.#counts.set(openid, left)
    else this.#counts.delete(openid)
  }
}
