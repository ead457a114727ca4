/** Decides, over all instances, which process runs which message. Each call rejects while Redis is away. */
import {
  type Claim,
  type ClaimOptions,
  type Ended,
  pollForEnd,
  type Reply,
  type SharedTurns,
} from '@wechatbot/core'
import type { Keys } from './keys.ts'
import { type Link, toBoolean, unknownAnswer } from './link.ts'
import { createRound, evaluateRound } from './round.ts'
import { BIND, CLAIM, FINISH, LEAVE_OPEN, LOOK, RENEW, REPORT } from './scripts.ts'

interface Claimed {
  readonly key: string
  readonly options: ClaimOptions
}

interface Finished {
  readonly key: string
  readonly fence: number
  readonly json: string
  readonly keptMs: number
}

type Answer = readonly [state: string, ...rest: (string | number | null)[]]

export function createTurns(link: Link, keys: Keys): SharedTurns {
  const { run } = link
  const both = (key: string) => [keys.turn(key), keys.reply(key)]

  const claim = createRound<Claimed, unknown>(link, {
    nameOf: ({ key }) => keys.turn(key),
    command: (redis, round) => {
      const names = round.flatMap(({ key, options: { signature } }) => {
        // A name on the same node takes the place of a signature that is absent.
        return [...both(key), signature === undefined ? keys.turn(key) : keys.signature(signature)]
      })
      const args = round.flatMap(({ key, options: { leaseMs, ttlMs, signature } }) => {
        return [leaseMs, ttlMs, key, signature === undefined ? 0 : 1]
      })
      return evaluateRound(redis, CLAIM, names, args)
    },
  })

  const finish = createRound<Finished, unknown>(link, {
    nameOf: ({ key }) => keys.turn(key),
    command: (redis, round) => {
      const names = round.flatMap(({ key }) => both(key))
      const args = round.flatMap(({ fence, json, keptMs }) => [fence, json, keptMs])
      return evaluateRound(redis, FINISH, names, args)
    },
  })

  return {
    bind: async (signature, owner, ttlMs) => {
      return toBoolean(await run(BIND, [keys.signature(signature)], [owner, ttlMs]))
    },

    leaveOpen: async (signature, withinMs, ttlMs) => {
      await run(LEAVE_OPEN, [keys.signature(signature)], [withinMs, ttlMs])
    },

    claim: async (key, options) => toClaim(await claim({ key, options })),

    renew: async (key, fence, leaseMs, progress) => {
      const isWaiting = progress === 'waiting' ? 1 : 0
      return toBoolean(await run(RENEW, [keys.turn(key)], [fence, leaseMs, isWaiting]))
    },

    finish: async (key, fence, reply, keptMs) =>
      toBoolean(await finish({ key, fence, json: JSON.stringify(reply), keptMs })),

    report: async (key, reply, keptMs, ttlMs) => {
      await run(REPORT, both(key), [ttlMs, JSON.stringify(reply), keptMs])
    },

    wait: (key, { leaseMs, ttlMs, signal }) =>
      pollForEnd(async () => {
        const claim = toClaim(await run(LOOK, both(key), [leaseMs, ttlMs]))
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
