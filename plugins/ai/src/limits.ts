/** Limits of a period: for the messages of a user, and for the tokens of all users. */
import type { Clock, Values } from '@wechatbot/core'
import { addTo, countOf } from './counter.ts'
import type { Options } from './options.ts'

/** A day begins at midnight in China, wherever the server stands. */
const CHINA_MS = 8 * 3_600_000

export interface Limits {
  /** Counts a message of a user. False when it is above the limit, or when all tokens are used up. */
  readonly admit: (openid: string) => Promise<boolean>
  readonly spend: (tokens: number) => Promise<void>
}

export function createLimits(limits: Options['limits'], values: Values, clock: Clock): Limits {
  const { perUser, total, except } = limits
  const period = (ms: number) => Math.floor((clock.now() + CHINA_MS) / ms)
  const tokensKey = (ms: number) => `tokens:${ms}:${period(ms)}`
  return {
    admit: async (openid) => {
      if (except.includes(openid)) return true
      if (total !== undefined && (await countOf(values, tokensKey(total.per))) >= total.tokens) {
        return false
      }
      if (perUser === undefined) return true
      const key = `messages:${perUser.per}:${period(perUser.per)}:${openid}`
      return (await addTo(values, key, 1, perUser.per)) <= perUser.messages
    },
    spend: async (tokens) => {
      if (total !== undefined && tokens > 0) {
        await addTo(values, tokensKey(total.per), tokens, total.per)
      }
    },
  }
}
