/** A process that vanishes: it reaches its store no more, and all others go on. */
import type { Store } from '@wechatbot/core'

/** The same store for one process. After `cut`, each call of it rejects. */
export function cuttable(store: Store): { store: Store; cut: () => void } {
  let isCut = false
  const away = () => Promise.reject(new Error('vanished'))
  const guarded = <T extends object>(part: T): T =>
    new Proxy(part, {
      get: (target, name) => {
        const method = Reflect.get(target, name)
        if (typeof method !== 'function') return method
        return (...args: unknown[]) => (isCut ? away() : method.apply(target, args))
      },
    })
  const { values, turns, late, sets } = store
  return {
    store: {
      ...store,
      ...{
        values: guarded(values),
        turns: guarded(turns),
        late: guarded(late),
        sets: guarded(sets),
      },
      close: async () => {},
    },
    cut: () => {
      isCut = true
    },
  }
}
