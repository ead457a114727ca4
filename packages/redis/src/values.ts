/**
 * Values over Redis. A value is its JSON as text; one that was asked for as an entry is `#VERSION|JSON`
 * from then on, until it is set again. So what an earlier version wrote is a value without a version yet.
 */
import type { BasicValues, Entry, Values } from '@wechatbot/core'
import type { Keys } from './keys.ts'
import { type Link, orHere, unknownAnswer, whole } from './link.ts'
import { ENTRY, REPLACE } from './scripts.ts'

const VERSIONED = /^#([^|]*)\|/

/** @param local goes on while Redis is away; it has no part in entries. */
export function createValues(link: Link, keys: Keys, local: BasicValues): Values {
  const set = (key: string, value: unknown, ttlMs: number | undefined, ...onlyNew: 'NX'[]) => {
    const name = keys.value(key)
    const ttl = ttlMs === undefined ? [] : ['PX', whole(ttlMs)]
    const args = [name, JSON.stringify(value), ...ttl, ...onlyNew]
    return link.ask(name, (redis) => redis.call('SET', ...args))
  }
  const evaluate = (script: string, key: string, args: readonly (string | number)[]) => {
    const name = keys.value(key)
    return link.ask(name, (redis) => redis.eval(script, 1, name, ...args))
  }

  return {
    get: (key) => {
      const name = keys.value(key)
      const get = () => link.ask(name, (redis) => redis.get(name))
      return orHere(
        async () => jsonOf(await get()),
        () => local.get(key),
      )
    },
    set: (key, value, ttlMs) =>
      orHere(
        async () => void (await set(key, value, ttlMs)),
        () => local.set(key, value, ttlMs),
      ),
    delete: (key) => {
      const name = keys.value(key)
      return orHere(
        async () => void (await link.ask(name, (redis) => redis.del(name))),
        () => local.delete(key),
      )
    },
    setIfAbsent: (key, value, ttlMs) =>
      orHere(
        async () => (await set(key, value, ttlMs, 'NX')) === 'OK',
        () => local.setIfAbsent(key, value, ttlMs),
      ),
    entry: async (key) => toEntry(await evaluate(ENTRY, key, [newVersion()])),
    replace: async (key, value, version, ttlMs) => {
      const kept = `#${newVersion()}|${JSON.stringify(value)}`
      const ttl = ttlMs === undefined ? '' : whole(ttlMs)
      const answer = await evaluate(REPLACE, key, [version ?? '', kept, ttl])
      if (answer !== 0 && answer !== 1) throw unknownAnswer(answer)
      return answer === 1
    },
  }
}

/** Random: a number would begin anew in a Redis that was emptied. */
function newVersion(): string {
  return crypto.randomUUID()
}

function toEntry(answer: unknown): Entry | undefined {
  if (answer === null) return undefined
  const [, version] = (typeof answer === 'string' && VERSIONED.exec(answer)) || []
  if (version === undefined) throw unknownAnswer(answer)
  try {
    return { value: jsonOf(answer), version }
  } catch {
    return { value: undefined, version }
  }
}

/** @throws SyntaxError for what somebody else has written. */
function jsonOf(kept: unknown): unknown {
  return typeof kept === 'string' ? JSON.parse(kept.replace(VERSIONED, '')) : undefined
}
