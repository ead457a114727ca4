/** Marks each waiting reply with the message that is answered with it. */
import type { Clock } from '../clock.ts'
import { Expiring } from '../store/expiring.ts'
import { valueKeys } from '../store/keys.ts'
import type { Store } from '../store/types.ts'
import type { Turn } from '../turn/turn.ts'

export class Handed {
  readonly #values: Store['values']
  readonly #scope: string
  readonly #ttlMs: number
  /** The marks that this process has made. The values of an outage end with it, but a page that was kept in it stays. */
  readonly #own: Expiring<string>

  /** @param ttlMs how long a reply waits. Its mark lasts as long. */
  constructor({ values }: Pick<Store, 'values'>, clock: Clock, scope: string, ttlMs: number) {
    this.#values = values
    this.#scope = scope
    this.#ttlMs = ttlMs
    this.#own = new Expiring(clock.monotonic)
  }

  /**
   * The key of the turn that gets the reply. The first turn that asks gets it, and gets it again if it runs again after a
   * crash. Undefined while that turn gives it back.
   */
  async ask(turn: Turn, id: string): Promise<string | undefined> {
    const known = this.#own.get(id)
    if (known !== undefined) return known
    const mark = valueKeys.handedTo(this.#scope, id)
    const isFirst = await this.#values.setIfAbsent(mark, turn.key, this.#ttlMs)
    const key = isFirst ? turn.key : ((await this.#values.get(mark)) as string | undefined)
    if (key === turn.key) this.#own.set(id, key, this.#ttlMs)
    return key
  }

  async giveBack(id: string): Promise<void> {
    this.#own.delete(id)
    await this.#values.delete(valueKeys.handedTo(this.#scope, id))
  }
}
