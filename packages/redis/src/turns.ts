/** Who runs which message, over all instances. */
import type { Claim, Ended, Reply, SharedTurns } from '@wechatbot/core'
import type { Keys } from './keys.ts'
import { type Link, toBoolean, unknownAnswer } from './link.ts'
import { BIND, CLAIM, FINISH, LEAVE_OPEN, LOOK, RENEW, REPORT } from './scripts.ts'

/** A waiter asks often at first: most handlers are quick. */
const POLL_MS = { first: 20, most: 150 }

type Answer = readonly [state: string, ...rest: (string | number | null)[]]

/** Each call rejects while Redis is away. */
export function createTurns(link: Link, keys: Keys): SharedTurns {
  const evaluate = (script: string, names: readonly string[], args: readonly (string | number)[]) =>
    link.ask(names[0] ?? '', (redis) => redis.eval(script, names.length, ...names, ...args))
  const both = (key: string) => [keys.turn(key), keys.reply(key)]

  return {
    bind: async (signature, owner, ttlMs) => {
      return toBoolean(await evaluate(BIND, [keys.signature(signature)], [owner, ttlMs]))
    },

    leaveOpen: async (signature, withinMs, ttlMs) => {
      await evaluate(LEAVE_OPEN, [keys.signature(signature)], [withinMs, ttlMs])
    },

    claim: async (key, { leaseMs, ttlMs, signature }) => {
      const names = signature === undefined ? both(key) : [...both(key), keys.signature(signature)]
      return toClaim(await evaluate(CLAIM, names, [leaseMs, ttlMs, 1, key]))
    },

    renew: async (key, fence, leaseMs, progress) => {
      const isWaiting = progress === 'waiting' ? 1 : 0
      return toBoolean(await evaluate(RENEW, [keys.turn(key)], [fence, leaseMs, isWaiting]))
    },

    finish: async (key, fence, reply, keptMs) => {
      const json = JSON.stringify(reply)
      return toBoolean(await evaluate(FINISH, both(key), [fence, json, keptMs]))
    },

    report: async (key, reply, keptMs, ttlMs) => {
      await evaluate(REPORT, both(key), [ttlMs, JSON.stringify(reply), keptMs])
    },

    wait: async (key, { leaseMs, ttlMs, signal }) => {
      for (let pollMs = POLL_MS.first; ; pollMs = Math.min(pollMs * 2, POLL_MS.most)) {
        signal.throwIfAborted()
        const claim = toClaim(await evaluate(LOOK, both(key), [leaseMs, ttlMs, 0]))
        if (claim.state !== 'wait') return claim as Ended
        await sleep(pollMs, signal)
      }
    },
  }
}

/** @throws Error for what no script of ours answers: something else than Redis is there. */
function toClaim(answer: unknown): Claim {
  if (!Array.isArray(answer)) throw unknownAnswer(answer)
  const [state, attempt, third] = answer as unknown as Answer
  const number = Number(attempt)
  switch (state) {
    case 'replay':
      return { state }
    case 'wait':
      return { state, attempt: number }
    case 'run':
    case 'poison':
      return { state, attempt: number, fence: Number(third) }
    case 'done':
      return typeof third === 'string'
        ? { state, attempt: number, reply: JSON.parse(third) as Reply }
        : { state, attempt: number }
    default:
      throw unknownAnswer(state)
  }
}

function sleep(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const wake = () => {
      clearTimeout(timer)
      signal.removeEventListener('abort', wake)
      resolve()
    }
    const timer = setTimeout(wake, ms)
    signal.addEventListener('abort', wake)
  })
}
