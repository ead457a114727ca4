/** Who runs which message, over all instances. */
import type { Claim, Ended, Reply, Turns } from '@wechatbot/core'
import type { Keys } from './keys.ts'
import { type Link, unknownAnswer } from './link.ts'
import { LocalBindings } from './local-bindings.ts'
import { BIND, CLAIM, FINISH, LEAVE_OPEN, LOOK, RENEW, REPORT } from './scripts.ts'

/** A waiter asks often at first: most handlers are quick. */
const POLL_MS = { first: 20, most: 150 }
/** The fence of a turn that only this process knows of; what core passes for it, too. */
const NO_FENCE = 0
/** As long as core remembers a turn by default. */
const REPORTED_MS = 630_000

type ClaimHere = { readonly ttlMs: number; readonly signature?: string | undefined }
type Answer = readonly [state: string, ...rest: (string | number | null)[]]

export function createTurns(link: Link, keys: Keys, local: Turns): Turns {
  const evaluate = (script: string, names: readonly string[], args: readonly (string | number)[]) =>
    link.ask(names[0] ?? '', (redis) => redis.eval(script, names.length, ...names, ...args))
  const both = (key: string) => [keys.turn(key), keys.reply(key)]

  /** Of the turns that only this process knows of: what the local store calls their fences. */
  const fences = new Map<string, number>()

  const bindings = new LocalBindings(local)
  /** First of all: a claim of now must not find a URL unused that was used while Redis was away. */
  const handOn = () =>
    bindings.handOn(async (unsent) => {
      for (const { signature, owner, ttlMs } of unsent) {
        await evaluate(BIND, [keys.signature(signature)], [owner, ttlMs])
      }
    })

  /** Without Redis this process still knows its own messages. */
  const claimHere = async (key: string, { ttlMs, signature }: ClaimHere): Promise<Claim> => {
    if (signature !== undefined && !(await bindings.bindAlone(signature, key, ttlMs))) {
      return { state: 'replay' }
    }
    // Its lease does not end: a process that is alone takes nothing over.
    const claim = await local.claim(key, { leaseMs: ttlMs, ttlMs })
    if (claim.state !== 'run') return claim
    fences.set(key, claim.fence)
    return { ...claim, fence: NO_FENCE }
  }

  return {
    bind: async (signature, owner, ttlMs) => {
      try {
        if (bindings.unsent > 0) await handOn()
        const answer = await evaluate(BIND, [keys.signature(signature)], [owner, ttlMs])
        if (answer !== 0 && answer !== 1) throw unknownAnswer(answer)
        return answer === 1 && (await bindings.note(signature, owner, ttlMs))
      } catch {
        return bindings.bindAlone(signature, owner, ttlMs)
      }
    },

    leaveOpen: async (signature, withinMs, ttlMs) => {
      await bindings.leaveOpen(signature, withinMs, ttlMs)
      await evaluate(LEAVE_OPEN, [keys.signature(signature)], [withinMs, ttlMs]).catch(() => {})
    },

    claim: async (key, options) => {
      const { leaseMs, ttlMs, signature } = options
      const names = signature === undefined ? both(key) : [...both(key), keys.signature(signature)]
      try {
        if (bindings.unsent > 0) await handOn()
        const answer = await evaluate(CLAIM, names, [leaseMs, ttlMs, 1, key])
        const claim = toClaim(answer)
        if (claim.state === 'replay' || signature === undefined) return claim
        return (await bindings.note(signature, key, ttlMs)) ? claim : { state: 'replay' }
      } catch (error) {
        const claim = await claimHere(key, options)
        return claim.state === 'run' ? { ...claim, degraded: (error as Error).message } : claim
      }
    },

    renew: async (key, fence, leaseMs, progress) => {
      // Nobody else can own it.
      if (fence === NO_FENCE) return true
      const isWaiting = progress === 'waiting' ? 1 : 0
      return (await evaluate(RENEW, [keys.turn(key)], [fence, leaseMs, isWaiting])) === 1
    },

    finish: async (key, fence, reply, keptMs) => {
      const json = JSON.stringify(reply)
      if (fence !== NO_FENCE) {
        try {
          return (await evaluate(FINISH, both(key), [fence, json, keptMs])) === 1
        } catch {
          await claimHere(key, { ttlMs: REPORTED_MS })
        }
      } else {
        await evaluate(REPORT, both(key), [REPORTED_MS, json, keptMs]).catch(() => {})
      }
      // The next attempt may come before Redis is back.
      return finishHere(key, reply, keptMs)
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

  async function finishHere(key: string, reply: Reply, keptMs: number): Promise<boolean> {
    const fence = fences.get(key) ?? NO_FENCE
    fences.delete(key)
    return local.finish(key, fence, reply, keptMs)
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
