/**
 * Turns, in the form of the Store's contract. A process that waits for another one reads again and again, and
 * writes only to take the turn over.
 */
import {
  type Claim,
  type Clock,
  type Ended,
  pollForEnd,
  type Reply,
  type SharedTurns,
} from '@wechatbot/core'
import type { Access } from './access.ts'
import type { Found } from './turns.ts'

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

    wait: (key, { leaseMs, ttlMs, signal }) =>
      pollForEnd(
        async () => {
          const found =
            (await look(key)) ??
            (await access.write(({ turns }, now) => turns.takeOver(now, key, { leaseMs, ttlMs })))
          return found.state === 'wait' ? undefined : (toClaim(found) as Ended)
        },
        signal,
        clock,
      ),
  }
}

function toClaim(found: Found): Claim {
  if (found.state !== 'done') return found
  const { state, attempt, json } = found
  return json === null ? { state, attempt } : { state, attempt, reply: JSON.parse(json) as Reply }
}
