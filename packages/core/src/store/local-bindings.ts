/**
 * The signatures that this process knows, besides those of a shared Store. While the Store is away,
 * no other record shows that a URL was used. So this process keeps each binding, too. It tells the
 * Store about the new ones when the Store is back.
 */
import { groupOf } from './keys.ts'
import type { Turns } from './types.ts'

/** The most of each kind that are remembered. Under load these are some minutes. Older URLs are stale (`freshnessSeconds`). */
const MAX_REMEMBERED = 20_000
/** Sent at once: Redis answers this many well within its time limit for one call. */
const SENT_AT_ONCE = 200

interface Unsent {
  readonly owner: string
  readonly ttlMs: number
}

/**
 * The bindings of one group that the Store does not know. Other groups may be on another machine,
 * which may work.
 */
interface Group {
  readonly unsent: Map<string, Unsent>
  /** One call hands on, and the others wait for it. */
  handingOn: Promise<void> | undefined
}

export class LocalBindings {
  readonly #local: Pick<Turns, 'bind' | 'leaveOpen'>
  readonly #groups = new Map<string, Group>()
  /** Signatures that were bound or left open without the Store, so the Store may not know them. */
  readonly #alone = new Set<string>()

  constructor(local: Pick<Turns, 'bind' | 'leaveOpen'>) {
    this.#local = local
  }

  /** Notes a binding of the Store. False if this process bound the signature to another owner meanwhile. */
  async note(signature: string, owner: string, ttlMs: number): Promise<boolean> {
    return (await this.#local.bind(signature, owner, ttlMs)) || !this.#alone.has(signature)
  }

  /** Binds the signature without the Store. */
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

  /** Notes a signature that the Store does not know. */
  noteAlone(signature: string): void {
    this.#alone.add(signature)
    forgetOldest(this.#alone)
  }

  /**
   * Tells the Store, by its `bind`, about the bindings in the group of `key`. A binding that fails
   * is told again next time.
   * @throws the error of `bind`.
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
  // One alone goes first: it shows whether the Store is back.
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
