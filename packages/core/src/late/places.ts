/**
 * The places of unfinished replies in the mailbox. A message that asks for such a reply waits for it. The Store has the
 * places of all processes. Each process also remembers its own: the Store may be away, or come back empty.
 */
import type { Reply } from '../reply/types.ts'
import { Expiring } from '../store/expiring.ts'
import type { LateReply } from '../store/types.ts'
import type { Turn } from '../turn/turn.ts'
import type { Box } from './box.ts'
import type { LateParts } from './types.ts'
import { untilAnswered } from './until-answered.ts'

const PENDING: Reply = { type: 'none' }

type PlacesParts = Pick<LateParts, 'clock' | 'draining' | 'pendingMs' | 'store'>

export class Places {
  readonly #parts: PlacesParts
  readonly #box: Pick<Box, 'of'>
  /** The places of this process, by box. */
  readonly #own = new Map<string, readonly Turn[]>()
  /** The turns whose place this process has given up. A Store that was away may have it still. */
  readonly #ended: Expiring<true>

  constructor(parts: PlacesParts, box: Pick<Box, 'of'>) {
    this.#parts = parts
    this.#box = box
    this.#ended = new Expiring(parts.clock.monotonic)
  }

  async take(turn: Turn): Promise<void> {
    this.#ended.delete(turn.key)
    await this.#parts.store.late.put(this.#box.of(turn), this.#placeOf(turn), this.#parts.pendingMs)
  }

  /** False if another process has removed it. */
  giveUp(turn: Turn): Promise<boolean> {
    this.#ended.set(turn.key, true, this.#parts.pendingMs)
    return this.#parts.store.late.remove(this.#box.of(turn), turn.key)
  }

  /** Whether the Store has answered that the place is given up. Never rejects. */
  async isGivenUp(turn: Turn): Promise<boolean> {
    const { store } = this.#parts
    try {
      await this.giveUp(turn)
      // A Store that fails open removes in silence while it is away, but reads no entry.
      await store.values.entry(this.#box.of(turn))
      // From now on a place under this name is that of another process.
      this.#ended.delete(turn.key)
      return true
    } catch {
      return false
    }
  }

  /** Gives the place up when the Store is back: others would wait for the reply. Never rejects. */
  giveUpAtLast(turn: Turn): Promise<void> {
    return untilAnswered(() => this.isGivenUp(turn), this.#parts.pendingMs, this.#parts)
  }

  /** Knows the turn's place until its delivery has ended. Resolves and rejects as `delivery` does. */
  async during(turn: Turn, delivery: Promise<void>): Promise<void> {
    const box = this.#box.of(turn)
    this.#own.set(box, [...this.#ownOf(box), turn])
    try {
      await delivery
    } finally {
      const rest = this.#ownOf(box).filter((other) => other !== turn)
      if (rest.length > 0) this.#own.set(box, rest)
      else this.#own.delete(box)
    }
  }

  /** Whether this process holds the turn's place, and so keeps its reply in the mailbox. */
  has(turn: Turn): boolean {
    return this.#ownOf(this.#box.of(turn)).includes(turn)
  }

  /** All that waits for the user of this turn, and the places. */
  async list(turn: Turn): Promise<readonly LateReply[]> {
    const box = this.#box.of(turn)
    const kept = await this.#parts.store.late.list(box)
    const standing = kept.filter(({ id }) => !this.#ended.get(id))
    const unknown = this.#ownOf(box).filter(
      ({ key, isLost }) => !isLost && kept.every(({ id }) => id !== key),
    )
    return [...standing, ...unknown.map((turn) => this.#placeOf(turn))]
  }

  #ownOf(box: string): readonly Turn[] {
    return this.#own.get(box) ?? []
  }

  #placeOf(turn: Turn): LateReply {
    return { id: turn.key, reply: PENDING, storedAt: this.#parts.clock.now() }
  }
}
