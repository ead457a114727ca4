/** Replies that wait for their user, over Redis. Each call rejects while Redis is away. */
import type { LateReplies, LateReply } from '@wechatbot/core'
import type { Keys } from './keys.ts'
import { type Link, toBoolean, unknownAnswer, whole } from './link.ts'
import { createRound } from './round.ts'
import { LIST, PUT, REMOVE } from './scripts.ts'

export function createLate(link: Link, keys: Keys): LateReplies {
  const evaluate = (script: string, box: string, args: readonly (string | number)[]) => {
    return link.run(script, [keys.box(box)], args)
  }
  // Most boxes do not exist, and to ask that is cheaper than a script.
  const exists = createRound<string, number>(link, {
    nameOf: (box) => keys.box(box),
    command: async (redis, boxes) => {
      const names = boxes.map((box) => keys.box(box))
      const found = await redis.exists(...names)
      if (found === 0 || boxes.length === 1) return boxes.map(() => found)
      return Promise.all(names.map((name) => redis.exists(name)))
    },
  })
  return {
    put: async (box, late, ttlMs) => {
      await evaluate(PUT, box, [late.id, JSON.stringify(late), whole(ttlMs)])
    },
    list: async (box) => {
      if (!(await exists(box))) return []
      const found = await evaluate(LIST, box, [])
      if (!Array.isArray(found)) throw unknownAnswer(found)
      return (found as string[]).map((json) => JSON.parse(json) as LateReply)
    },
    remove: async (box, id) => toBoolean(await evaluate(REMOVE, box, [id])),
  }
}
