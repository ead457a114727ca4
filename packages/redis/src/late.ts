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
  const exists = createRound(link, async (redis, questions) => {
    const names = questions.flatMap((question) => question.names)
    const found = await redis.exists(...names)
    // The answer is their number.
    if (found === 0 || found === names.length) return names.map(() => found)
    return Promise.all(names.map((name) => redis.exists(name)))
  })
  return {
    put: async (box, late, ttlMs) => {
      await evaluate(PUT, box, [late.id, JSON.stringify(late), whole(ttlMs)])
    },
    list: async (box) => {
      if ((await exists({ names: [keys.box(box)], args: [] })) === 0) return []
      const found = await evaluate(LIST, box, [])
      if (!Array.isArray(found)) throw unknownAnswer(found)
      return (found as string[]).map((json) => JSON.parse(json) as LateReply)
    },
    remove: async (box, id) => toBoolean(await evaluate(REMOVE, box, [id])),
  }
}
