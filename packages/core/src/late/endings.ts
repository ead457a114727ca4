/**
 * Users who were told that more of a reply follows, though its last sentence had gone out already. Their next trigger word is
 * answered here and asks no handler.
 */
import { valueKeys } from '../store/keys.ts'
import type { Store } from '../store/types.ts'
import type { Turn } from '../turn/turn.ts'

export class Endings {
  readonly #values: Store['values']
  readonly #scope: string
  readonly #ttlMs: number

  /** @param ttlMs how long a user may wait with the trigger word. */
  constructor({ values }: Pick<Store, 'values'>, scope: string, ttlMs: number) {
    this.#values = values
    this.#scope = scope
    this.#ttlMs = ttlMs
  }

  /** Never rejects: without it, the trigger word is an ordinary message. @param turn whose reply has ended. */
  async note(turn: Turn): Promise<void> {
    await this.#values.set(this.#key(turn), true, this.#ttlMs).catch(() => {})
  }

  /** Whether the user of this turn is one of them. They are told once. */
  async take(turn: Turn): Promise<boolean> {
    if ((await this.#values.get(this.#key(turn))) !== true) return false
    await this.#values.delete(this.#key(turn))
    return true
  }

  #key({ message }: Turn): string {
    return valueKeys.ending(this.#scope, message.FromUserName)
  }
}
