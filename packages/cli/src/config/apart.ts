/**
 * The configured Store for trying out. A chat finds again what an earlier chat has stored. Every key gets a group
 * of its own, so that nothing meets what `wechatbot start` keeps for real users. Jobs are kept elsewhere: a worker
 * takes every job of a store, so `wechatbot start` would run them.
 */
import type { BasicStore, Clock, Jobs, Sets, Values } from '@wechatbot/core'
import { systemClock } from '@wechatbot/core/internal/clock'
import { createMemoryStore } from '@wechatbot/core/internal/store/memory'

const PREFIX = 'try-out:'

/**
 * @param elsewhere keeps the jobs. By default they end with the chat.
 * @returns undefined where no store is configured.
 */
export function apart(store: BasicStore, clock?: Clock, elsewhere?: Jobs): BasicStore
export function apart(store: BasicStore | undefined, clock?: Clock): BasicStore | undefined
export function apart(
  store: BasicStore | undefined,
  clock: Clock = systemClock,
  elsewhere?: Jobs,
): BasicStore | undefined {
  if (store === undefined) return undefined
  const own = createMemoryStore({ clock })
  const { turns, late, warnings } = store
  const { sets } = store as { readonly sets?: Sets }
  return {
    ...(warnings === undefined ? {} : { warnings }),
    values: apartValues(store.values as Partial<Values> & BasicStore['values']),
    turns: {
      bind: (signature, owner, ttlMs) => turns.bind(at(signature), at(owner), ttlMs),
      leaveOpen: (signature, ...rest) => turns.leaveOpen(at(signature), ...rest),
      claim: (key, options) => {
        const { signature } = options
        return turns.claim(at(key), {
          ...options,
          ...(signature === undefined ? {} : { signature: at(signature) }),
        })
      },
      renew: (key, ...rest) => turns.renew(at(key), ...rest),
      finish: (key, ...rest) => turns.finish(at(key), ...rest),
      wait: (key, options) => turns.wait(at(key), options),
    },
    late: {
      put: (box, ...rest) => late.put(at(box), ...rest),
      list: (box) => late.list(at(box)),
      remove: (box, id) => late.remove(at(box), id),
    },
    ...(sets === undefined ? {} : { sets: apartSets(sets) }),
    ...{ jobs: elsewhere ?? own.jobs },
    close: async () => {
      await own.close()
      await store.close()
    },
  }
}

function at(key: string): string {
  return `${PREFIX}${key}`
}

/** A store written for an earlier version may have no `entry` and no `replace`. */
function apartValues(values: Partial<Values> & BasicStore['values']): BasicStore['values'] {
  const { entry, replace } = values
  return {
    get: (key) => values.get(at(key)),
    set: (key, ...rest) => values.set(at(key), ...rest),
    delete: (key) => values.delete(at(key)),
    setIfAbsent: (key, ...rest) => values.setIfAbsent(at(key), ...rest),
    ...(entry === undefined || replace === undefined
      ? {}
      : {
          entry: (key: string) => entry.call(values, at(key)),
          replace: (key: string, ...rest: [unknown, string | undefined, number?]) =>
            replace.call(values, at(key), ...rest),
        }),
  }
}

function apartSets(sets: Sets): Sets {
  return {
    add: (set, ...rest) => sets.add(at(set), ...rest),
    remove: (set, member) => sets.remove(at(set), member),
    list: (set, page) => sets.list(at(set), page),
  }
}
