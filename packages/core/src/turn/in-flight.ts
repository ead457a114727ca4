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
  /** The number of places by OpenID. */
  readonly #counts = new RenewedMap<string, number>()
  /** Places of messages whose claim is under way. */
  #entering = 0

  get size(): number {
    return this.#turns.size
  }

  get(key: string): Turn | undefined {
    return this.#turns.get(key)
  }

  has(key: string): boolean {
    return this.#turns.has(key)
  }

  /** The number of places that are taken: by turns, and by messages whose claim is under way. */
  get taken(): number {
    return this.#turns.size + this.#entering
  }

  /** The number of places of one sender. */
  countOf(openid: string): number {
    return this.#counts.get(openid) ?? 0
  }

  /** Takes a place for a message that is being claimed. Call {@link leave} when its claim has come. */
  enter(openid: string): void {
    this.#entering += 1
    this.#count(openid, 1)
  }

  leave(openid: string): void {
    this.#entering -= 1
    this.#count(openid, -1)
  }

  values(): IterableIterator<Turn> {
    return this.#turns.values()
  }

  /** Adds a turn. Changes nothing if it is in flight already. */
  add(turn: Turn): void {
    if (this.#turns.has(turn.key)) return
    this.#turns.set(turn.key, turn)
    this.#count(turn.message.FromUserName, 1)
  }

  /** Removes a turn. Another turn with its key stays. */
  remove(turn: Turn): void {
    if (this.#turns.get(turn.key) !== turn) return
    this.#turns.delete(turn.key)
    this.#count(turn.message.FromUserName, -1)
  }

  #count(openid: string, change: 1 | -1): void {
    const places = this.countOf(openid) + change
    if (places > 0) this.#counts.set(openid, places)
    else this.#counts.delete(openid)
  }
}
