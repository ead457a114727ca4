/**
 * Values over Redis. A value is stored as JSON. A value that was read by `entry` is stored as `#VERSION|JSON` until
 * it is set again. So a value that an earlier version of this package wrote is a value without a version.
 */
import type { Entry, Values } from '@wechatbot/core'
import type { Keys } from './keys.ts'
import { type Link, toBoolean, unknownAnswer, whole } from './link.ts'
import { ENTRY, REPLACE } from './scripts.ts'

const VERSIONED = /^#([^|]*)\|/

/** Each call rejects while Redis is away. */
export function createValues(link: Link, keys: Keys): Values {
  const set = (key: string, value: unknown, ttlMs: number | undefined, ...onlyNew: 'NX'[]) => {
    const name = keys.value(key)
    const ttl = ttlMs === undefined ? [] : ['PX', whole(ttlMs)]
    const args = [name, JSON.stringify(value), ...ttl, ...onlyNew]
    return link.ask(name, (redis) => redis.call('SET', ...args))
  }

  return {
    get: async (key) => {
      const name = keys.value(key)
      return jsonOf(await link.ask(name, (redis) => redis.get(name)))
    },
    set: async (key, value, ttlMs) => void (await set(key, value, ttlMs)),
    delete: async (key) => {
      const name = keys.value(key)
      await link.ask(name, (redis) => redis.del(name))
    },
    setIfAbsent: async (key, value, ttlMs) => (await set(key, value, ttlMs, 'NX')) === 'OK',
    entry: async (key) => toEntry(await link.run(ENTRY, [keys.value(key)], [newVersion()])),
    replace: async (key, value, version, ttlMs) => {
      const kept = `#${newVersion()}|${JSON.stringify(value)}`
      const ttl = ttlMs === undefined ? '' : whole(ttlMs)
      return toBoolean(await link.run(REPLACE, [keys.value(key)], [version ?? '', kept, ttl]))
    },
  }
}

/** A random version. A counter would begin anew when Redis is emptied, and a version must not be used twice. */
function newVersion(): string {
  return crypto.randomUUID()
}

function toEntry(answer: unknown): Entry | undefined {
  if (answer === null) return undefined
  const [, version] = (typeof answer === 'string' && VERSIONED.exec(answer)) || []
  if (version === undefined) throw unknownAnswer(answer)
  return { value: jsonOf(answer), version }
}

/** Undefined for a value that another program has written. */
function jsonOf(kept: unknown): unknown {
  if (typeof kept !== 'string') return undefined
  try {
    return JSON.parse(kept.replace(VERSIONED, '')) as unknown
  } catch {
    return undefined
  }
}
