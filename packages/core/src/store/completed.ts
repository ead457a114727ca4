/** Completes a Store that lacks parts of the current contract. A missing part throws when it is used. */
import { WechatBotError } from '../errors.ts'
import type { Jobs } from './jobs.ts'
import type { BasicStore, BasicValues, Sets, Store, Values } from './types.ts'

/**
 * Returns the Store itself if it lacks nothing, else a completed one.
 * @throws WechatBotError BAD_CONFIG for a URL.
 */
export function completed(given: BasicStore): Store {
  if (typeof given === 'string') {
    throw new WechatBotError(
      'BAD_CONFIG',
      `bot: expected a Store, got "${given}"; URLs are resolved by loadConfig() of "wechatbot"`,
    )
  }
  const { values, sets, jobs } = given as BasicStore & Partial<Pick<Store, 'sets' | 'jobs'>>
  if (canReplace(values) && sets !== undefined && jobs !== undefined) return given as Store
  const { turns, late, warnings, outlivesProcess } = given
  return {
    values: canReplace(values) ? values : withoutEntries(values),
    turns,
    late,
    sets: sets ?? NO_SETS,
    jobs: jobs ?? NO_JOBS,
    ...(warnings === undefined ? {} : { warnings }),
    ...(outlivesProcess === undefined ? {} : { outlivesProcess }),
    close: () => given.close(),
  }
}

export function canReplace(values: BasicValues): values is Values {
  const { entry, replace } = values as Partial<Values>
  return typeof entry === 'function' && typeof replace === 'function'
}

/** Undefined if the Store has no sets. */
export function setsOf(store: BasicStore): Sets | undefined {
  return (store as Partial<Store>).sets
}

export function canRunJobs(store: BasicStore): boolean {
  return (store as Partial<Store>).jobs !== undefined
}

/** @param who the user of the missing part `what`. */
export function lacking(who: string, what: string): WechatBotError {
  return new WechatBotError(
    'BAD_CONFIG',
    `${who} needs a Store with ${what}, and this one is of a version before; update its package, or use "memory:", "sqlite:" or "redis:"`,
  )
}

function withoutEntries(values: BasicValues): Values {
  return {
    get: (key) => values.get(key),
    set: (key, value, ttlMs) => values.set(key, value, ttlMs),
    delete: (key) => values.delete(key),
    setIfAbsent: (key, value, ttlMs) => values.setIfAbsent(key, value, ttlMs),
    entry: () => Promise.reject(lacking('store.entry()', 'values.entry')),
    replace: () => Promise.reject(lacking('store.replace()', 'values.replace')),
  }
}

const noSets = () => Promise.reject(lacking('store.sets', 'sets'))
const NO_SETS: Sets = { add: noSets, remove: noSets, list: noSets }

const noJobs = () => Promise.reject(lacking('store.jobs', 'jobs'))
const NO_JOBS: Jobs = {
  add: noJobs,
  postpone: noJobs,
  remove: noJobs,
  list: noJobs,
  retry: noJobs,
  work: () => {
    throw lacking('store.jobs', 'jobs')
  },
}
