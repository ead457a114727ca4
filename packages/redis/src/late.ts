/** Replies that wait for their user, over Redis. Each call rejects while Redis is away. */
import type { LateReplies, LateReply } from '@wechatbot/core'
import type { Keys } from './keys.ts'
import { type Link, toBoolean, unknownAnswer, whole } from './link.ts'
import { LIST, PUT, REMOVE } from './scripts.ts'

export function createLate(link: Link, keys: Keys): LateReplies {
  const evaluate = (script: string, box: string, args: readonly (string | number)[]) => {
    return link.run(script, [keys.box(box)], args)
  }
  return {
    put: async (box, late, ttlMs) => {
      await evaluate(PUT, box, [late.id, JSON.stringify(late), whole(ttlMs)])
    },
    list: async (box) => {
      // Most boxes do not exist, and to ask that is cheaper than a script.
      const name = keys.box(box)
      if ((await link.ask(name, (redis) => redis.exists(name))) === 0) return []
      const found = await evaluate(LIST, box, [])
      if (!Array.isArray(found)) throw unknownAnswer(found)
      return (found as string[]).map((json) => JSON.parse(json) as LateReply)
    },
    remove: async (box, id) => toBoolean(await evaluate(REMOVE, box, [id])),
  }
}
