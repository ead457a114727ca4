/** Decides, over all instances, which process runs which message. Each call rejects while Redis is away. */
import { type Claim, type Ended, pollForEnd, type Reply, type SharedTurns } from '@wechatbot/core'
import type { Keys } from './keys.ts'
import { type Link, toBoolean, unknownAnswer } from './link.ts'
import { createRound, ofScript } from './round.ts'
import { BIND, CLAIM, FINISH, LEAVE_OPEN, LOOK, RENEW, REPORT } from './turn-scripts.ts'

type Answer = readonly [state: string, ...rest: (string | number | null)[]]

export function createTurns(link: Link, keys: Keys): SharedTurns {
  const { run } = link
  const both = (key: string) => [keys.turn(key), keys.reply(key)] as const

  const settling = (turn: string) => (link.isSettling(turn) ? 1 : 0)

  const claim = createRound(link, ofScript(CLAIM))
  const finish = createRound(link, ofScript(FINISH))

  return {
    bind: async (signature, owner, ttlMs) => {
      return toBoolean(await run(BIND, [keys.signature(signature)], [keys.turn(owner), ttlMs]))
    },

    leaveOpen: async (signature, withinMs, ttlMs) => {
      await run(LEAVE_OPEN, [keys.signature(signature)], [withinMs, ttlMs])
    },

    claim: async (key, { leaseMs, ttlMs, signature }) => {
      const [turn, reply] = both(key)
      // The turn stands for a signature that is absent: the script gets three keys for each message.
      const bound = signature === undefined ? turn : keys.signature(signature)
      const args = [leaseMs, ttlMs, settling(turn)]
      return toClaim(await claim({ names: [turn, reply, bound], args }))
    },

    renew: async (key, fence, leaseMs, progress) => {
      const isWaiting = progress === 'waiting' ? 1 : 0
      return toBoolean(await run(RENEW, [keys.turn(key)], [fence, leaseMs, isWaiting]))
    },

    finish: async (key, fence, reply, keptMs) => {
      const args = [fence, JSON.stringify(reply), keptMs]
      return toBoolean(await finish({ names: both(key), args }))
    },

    report: async (key, reply, keptMs, ttlMs) => {
      await run(REPORT, both(key), [ttlMs, JSON.stringify(reply), keptMs])
    },

    wait: (key, { leaseMs, ttlMs, signal }) =>
      pollForEnd(async () => {
        const claim = toClaim(
          await run(LOOK, both(key), [leaseMs, ttlMs, settling(keys.turn(key))]),
        )
        return claim.state === 'wait' ? undefined : (claim as Ended)
      }, signal),
  }
}

/** @throws Error for an answer that no script of ours gives: the server is not Redis. */
function toClaim(answer: unknown): Claim {
  if (!Array.isArray(answer)) throw unknownAnswer(answer)
  const [state, attempt, third] = answer as unknown as Answer
  if (state === 'replay') return { state }
  const number = wholeOf(attempt)
  switch (state) {
    case 'wait':
      return { state, attempt: number }
    case 'run':
    case 'poison':
      return { state, attempt: number, fence: wholeOf(third) }
    case 'done':
      return typeof third === 'string'
        ? { state, attempt: number, reply: JSON.parse(third) as Reply }
        : { state, attempt: number }
    default:
      throw unknownAnswer(state)
  }
}

function wholeOf(answer: unknown): number {
  const number = Number(answer)
  if (!Number.isSafeInteger(number)) throw unknownAnswer(answer)
  return number
}
