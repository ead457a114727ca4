/** Values, late replies and sets, in the form of the Store's contract. Values are JSON in the rows. */
import type { Entry, LateReplies, LateReply, Sets, Values } from '@wechatbot/core'
import type { Access } from './access.ts'

export function sharedValues(access: Access): Values {
  const replace: Values['replace'] = async (key, value, version, ttlMs) => {
    const json = toJson(value)
    return access.write(({ values }, now) => values.replace(now, key, json, version, ttlMs))
  }
  return {
    get: async (key) => {
      const row = await access.read(({ values }, now) => values.get(now, key))
      return row && fromJson(row[0])
    },
    set: async (key, value, ttlMs) => {
      const json = toJson(value)
      await access.write(({ values }, now) => values.set(now, key, json, ttlMs))
    },
    delete: (key) => access.write(({ values }) => values.delete(key)),
    setIfAbsent: (key, value, ttlMs) => replace(key, value, undefined, ttlMs),
    entry: async (key): Promise<Entry | undefined> => {
      const row = await access.read(({ values }, now) => values.get(now, key))
      return row && { value: fromJson(row[0]), version: row[1] }
    },
    replace,
  }
}

export function sharedLate(access: Access): LateReplies {
  return {
    put: async (box, reply, ttlMs) => {
      const json = toJson(reply)
      await access.write(({ late }, now) => late.put(now, box, reply.id, json, ttlMs))
    },
    list: async (box) => {
      const rows = await access.read(({ late }, now) => late.list(now, box))
      return rows.map((json) => JSON.parse(json) as LateReply)
    },
    remove: (box, id) => access.write(({ late }, now) => late.remove(now, box, id)),
  }
}

export function sharedSets(access: Access): Sets {
  return {
    add: (set, member, ttlMs) => access.write(({ sets }, now) => sets.add(now, set, member, ttlMs)),
    remove: (set, member) => access.write(({ sets }) => sets.remove(set, member)),
    list: async (set, { after, limit }) => {
      // One member more than the limit shows whether there are more.
      const found = await access.read(({ sets }, now) => sets.list(now, set, after, limit + 1))
      const members = found.slice(0, limit)
      const next = found.length > limit ? members.at(-1) : undefined
      return { members, ...(next === undefined ? {} : { next }) }
    },
  }
}

/** A value that is no JSON, such as undefined, is kept as null. */
function toJson(value: unknown): string {
  return JSON.stringify(value) ?? 'null'
}

function fromJson(json: string): unknown {
  return JSON.parse(json) as unknown
}
