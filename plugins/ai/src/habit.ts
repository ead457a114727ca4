/** How a server that no preset has writes its answers. A restart, or a save in `wechatbot dev`, does not forget it. */
import type { Scope } from '@wechatbot/core'
import type { Model } from './model.ts'

export interface Habit {
  /** Whether a whole answer of this server has had no reasoning in its text. */
  readonly isPlain: () => Promise<boolean>
  /** Never rejects. What is not kept is learned again after the next start. */
  readonly learnPlain: () => Promise<void>
}

const KEPT_MS = 30 * 24 * 60 * 60_000

/**
 * Only a server without reasoning is remembered. A user could make a model write `</think>`, and all answers would be
 * held until they are whole, for all users.
 */
export function habitOf({ store }: Pick<Scope, 'store'>, { name, stranger }: Model): Habit {
  const key = `plain:${stranger} ${name}`
  return {
    isPlain: async () => {
      if (stranger === undefined) return true
      return (await store.get(key).catch(() => undefined)) === true
    },
    learnPlain: () => store.set(key, true, KEPT_MS).catch(() => {}),
  }
}
