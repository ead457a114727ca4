/** Turns as the contract has them. A process that waits for another's asks again and again: it reads, and writes only to take over. */
import type { Claim, Clock, Ended, Reply, SharedTurns } from '@wechatbot/core'
import type { Access } from './access.ts'
import type { Found } from './turns.ts'

/** A waiter asks often at first: most handlers are quick. */
const POLL_MS = { first: 20, most: 150 }
const REPLAY = { state: 'replay' } as const

export function sharedTurns(access: Access, clock: Clock): SharedTurns {
  const look = (key: string) => access.read(({ turns }, now) => turns.look(now, key))

  return {
    bind: (signature, owner, ttlMs) =>
      access.write(({ signatures }, now) => signatures.bind(now, signature, owner, ttlMs)),

    leaveOpen: (signature, withinMs, ttlMs) =>
      access.write(({ signatures }, now) => signatures.leaveOpen(now, signature, withinMs, ttlMs)),

    claim: async (key, options) => {
      const { signature, ttlMs } = options
      const found = await access.write(({ turns, signatures }, now) => {
        const isOurs = signature === undefined || signatures.bind(now, signature, key, ttlMs)
        return isOurs ? turns.claim(now, key, options) : REPLAY
      })
      return found.state === 'replay' ? found : toClaim(found)
    },

    renew: (key, fence, leaseMs, progress = 'running') =>
      access.write(({ turns }, now) => turns.renew(now, key, fence, leaseMs, progress)),

    finish: (key, fence, reply, keptMs) => {
      const json = JSON.stringify(reply)
      return access.write(({ turns }, now) => turns.finish(now, key, fence, json, keptMs))
    },

    report: (key, reply, keptMs, ttlMs) => {
      const json = JSON.stringify(reply)
      return access.write(({ turns }, now) => turns.report(now, key, json, keptMs, ttlMs))
    },

    wait: async (key, { leaseMs, ttlMs, signal }) => {
      for (let pollMs = POLL_MS.first; ; pollMs = Math.min(pollMs * 2, POLL_MS.most)) {
        signal.throwIfAborted()
        const found =
          (await look(key)) ??
          (await access.write(({ turns }, now) => turns.takeOver(now, key, { leaseMs, ttlMs })))
        if (found.state !== 'wait') return toClaim(found) as Ended
        await sleep(clock, pollMs, signal)
      }
    },
  }
}

function toClaim(found: Found): Claim {
  if (found.state !== 'done') return found
  const { state, attempt, json } = found
  return json === null ? { state, attempt } : { state, attempt, reply: JSON.parse(json) as Reply }
}

function sleep(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const wake = () => {
      clock.clearTimeout(timer)
      signal.removeEventListener('abort', wake)
      resolve()
    }
    const timer = clock.setTimeout(wake, ms)
    signal.addEventListener('abort', wake)
  })
}
