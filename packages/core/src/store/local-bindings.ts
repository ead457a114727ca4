/**
 * What this process knows of signatures besides a shared Store. While the Store is away nobody else tells
 * that a URL was used: so each binding is kept here, too, and those made meanwhile are handed on when it is
 * back.
 */
import { groupOf } from './keys.ts'
import type { Turns } from './types.ts'

/** Remembered of each kind at most: of an hour the last minutes are enough, older URLs are stale. */
const MAX_REMEMBERED = 20_000
/** At once: Redis answers so many well within the time that it has for one. */
const SENT_AT_ONCE = 200

interface Unsent {
  readonly owner: string
  readonly ttlMs: number
}

/** What the Store has not heard of, of the keys that it keeps together: where others are, it may be well. */
interface Group {
  readonly unsent: Map<string, Unsent>
  /** One hands on, for all who wait for it. */
  handingOn: Promise<void> | undefined
}

export class LocalBindings {
  readonly #local: Pick<Turns, 'bind' | 'leaveOpen'>
  readonly #groups = new Map<string, Group>()
  /** Bound, or left open, without the Store: of these this process knows what the Store may not. */
  readonly #alone = new Set<string>()

  constructor(local: Pick<Turns, 'bind' | 'leaveOpen'>) {
    this.#local = local
  }

  /** Of a binding that the Store has, too. False when another owner was here while it was away. */
  async note(signature: string, owner: string, ttlMs: number): Promise<boolean> {
    return (await this.#local.bind(signature, owner, ttlMs)) || !this.#alone.has(signature)
  }

  /** Without the Store. */
  async bindAlone(signature: string, owner: string, ttlMs: number): Promise<boolean> {
    const isOwner = await this.#local.bind(signature, owner, ttlMs)
    if (isOwner) {
      this.noteAlone(signature)
      this.#remember(signature, { owner, ttlMs })
    }
    return isOwner
  }

  leaveOpen(signature: string, withinMs: number, ttlMs: number): Promise<void> {
    return this.#local.leaveOpen(signature, withinMs, ttlMs)
  }

  /** The Store does not know of it. */
  noteAlone(signature: string): void {
    this.#alone.add(signature)
    forgetOldest(this.#alone)
  }

  /**
   * Tells the Store, by its `bind`, of those in the group of `key`. What fails waits for the next time.
   * @throws what `bind` throws.
   */
  async handOn(key: string, bind: Turns['bind']): Promise<void> {
    if (this.#groups.size === 0) return
    const name = groupOf(key)
    const group = this.#groups.get(name)
    if (group === undefined) return
    group.handingOn ??= sendAll(group.unsent, bind).finally(() => {
      group.handingOn = undefined
      if (group.unsent.size === 0) this.#groups.delete(name)
    })
    await group.handingOn
  }

  #remember(signature: string, binding: Unsent): void {
    const name = groupOf(signature)
    const group = this.#groups.get(name) ?? { unsent: new Map(), handingOn: undefined }
    this.#groups.set(name, group)
    group.unsent.set(signature, binding)
    forgetOldest(group.unsent)
  }
}

async function sendAll(unsent: Map<string, Unsent>, bind: Turns['bind']): Promise<void> {
  // The first alone: it tells whether the Store is back.
  for (let count = 1; unsent.size > 0; count = SENT_AT_ONCE) {
    const some = [...unsent].slice(0, count)
    await Promise.all(
      some.map(async ([signature, { owner, ttlMs }]) => {
        await bind(signature, owner, ttlMs)
        unsent.delete(signature)
      }),
    )
  }
}

function forgetOldest(all: Map<string, unknown> | Set<string>): void {
  if (all.size <= MAX_REMEMBERED) return
  const [oldest] = all.keys()
  if (oldest !== undefined) all.delete(oldest)
}
