/**
 * Sets over Redis. Each set is two sorted sets: the members by their text, which gives the pages their order, and
 * the members by the end of their time.
 */
import type { Members, Sets } from '@wechatbot/core'
import type { Keys } from './keys.ts'
import { type Link, unknownAnswer, whole } from './link.ts'
import { ADD_MEMBER, LIST_MEMBERS, REMOVE_MEMBER } from './scripts.ts'

export function createSets(link: Link, keys: Keys): Sets {
  const evaluate = (script: string, set: string, args: readonly (string | number)[]) => {
    return link.run(script, [keys.set(set), keys.setEnds(set)], args)
  }
  return {
    add: async (set, member, ttlMs) => {
      const answer = await evaluate(ADD_MEMBER, set, [member, whole(ttlMs)])
      if (answer !== 1) throw unknownAnswer(answer)
    },
    remove: async (set, member) => {
      const answer = await evaluate(REMOVE_MEMBER, set, [member])
      if (answer !== 1) throw unknownAnswer(answer)
    },
    list: async (set, { after, limit }) => {
      const from = after === undefined ? '-' : `(${after}`
      return toMembers(await evaluate(LIST_MEMBERS, set, [from, limit]), limit)
    },
  }
}

/** A page of members. One member more than `limit` shows that another page follows. */
function toMembers(answer: unknown, limit: number): Members {
  if (!Array.isArray(answer)) throw unknownAnswer(answer)
  const members = (answer as string[]).slice(0, limit)
  const next = answer.length > limit ? members.at(-1) : undefined
  return next === undefined ? { members } : { members, next }
}
