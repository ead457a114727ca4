/** Who runs which message, over all instances. */
import type { Claim, Reply, Turns } from '@wechatbot/core'
import type { Keys } from './keys.ts'
import type { Link } from './link.ts'
import { BIND, CLAIM, FINISH, LOOK, RENEW, REPORT } from './scripts.ts'

/** How long a finished turn keeps its reply; after that only the fact that it is done. */
const REPLY_KEPT_MS = 60_000
/** A waiter asks often at first: most handlers are quick. */
const POLL_MS = { first: 20, most: 150 }
/** The fence of a turn that only this process knows of; what core passes for it, too. */
const NO_FENCE = 0
/** As long as core remembers a turn by default. */
const REPORTED_MS = 630_000

type Answer = readonly [state: string, ...rest: (string | number | null)[]]
type Settled = Extract<Claim, { state: 'run' | 'done' }>

export function createTurns(link: Link, keys: Keys, local: Turns): Turns {
  const evaluate = (script: string, names: readonly string[], args: readonly (string | number)[]) =>
    link.ask((redis) => redis.eval(script, names.length, ...names, ...args))
  const both = (key: string) => [keys.turn(key), keys.reply(key)]

  /** Of the turns that only this process knows of: what the local store calls their fences. */
  const fences = new Map<string, number>()

  /** Without Redis this process still knows its own messages. */
  const claimHere: (...args: Parameters<Turns['claim']>) => Promise<Claim> = async (
    key,
    options,
  ) => {
    // Its lease does not end: a process that is alone takes nothing over.
    const claim = await local.claim(key, { ...options, leaseMs: options.ttlMs })
    if (claim.state !== 'run') return claim
    fences.set(key, claim.fence)
    return { ...claim, fence: NO_FENCE }
  }

  return {
    bind: async (signature, owner, ttlMs) => {
      try {
        return (await evaluate(BIND, [keys.signature(signature)], [owner, ttlMs])) === 1
      } catch {
        return local.bind(signature, owner, ttlMs)
      }
    },

    claim: async (key, options) => {
      const { leaseMs, ttlMs, signature } = options
      const names = signature === undefined ? both(key) : [...both(key), keys.signature(signature)]
      try {
        return toClaim((await evaluate(CLAIM, names, [leaseMs, ttlMs, 1, key])) as Answer)
      } catch (error) {
        const claim = await claimHere(key, options)
        return claim.state === 'run' ? { ...claim, degraded: (error as Error).message } : claim
      }
    },

    renew: async (key, fence, leaseMs) => {
      // Nobody else can own it.
      if (fence === NO_FENCE) return true
      return (await evaluate(RENEW, [keys.turn(key)], [fence, leaseMs])) === 1
    },

    finish: async (key, fence, reply) => {
      const json = JSON.stringify(reply)
      if (fence !== NO_FENCE) {
        try {
          return (await evaluate(FINISH, both(key), [fence, json, REPLY_KEPT_MS])) === 1
        } catch {
          await claimHere(key, { leaseMs: REPORTED_MS, ttlMs: REPORTED_MS })
        }
      } else {
        await evaluate(REPORT, both(key), [REPORTED_MS, json, REPLY_KEPT_MS]).catch(() => {})
      }
      // The next attempt may come before Redis is back.
      return finishHere(key, reply)
    },

    wait: async (key, { leaseMs, ttlMs, signal }) => {
      for (let pollMs = POLL_MS.first; ; pollMs = Math.min(pollMs * 2, POLL_MS.most)) {
        signal.throwIfAborted()
        const claim = toClaim((await evaluate(LOOK, both(key), [leaseMs, ttlMs, 0])) as Answer)
        if (claim.state !== 'wait') return claim as Settled
        await sleep(pollMs, signal)
      }
    },
  }

  async function finishHere(key: string, reply: Reply): Promise<boolean> {
    const fence = fences.get(key) ?? NO_FENCE
    fences.delete(key)
    return local.finish(key, fence, reply)
  }
}

function toClaim([state, attempt, third]: Answer): Claim {
  if (state === 'replay') return { state }
  const number = Number(attempt)
  if (state === 'wait') return { state, attempt: number }
  if (state === 'run') return { state, attempt: number, fence: Number(third) }
  return {
    state: 'done',
    attempt: number,
    ...(typeof third === 'string' ? { reply: JSON.parse(third) as Reply } : {}),
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
