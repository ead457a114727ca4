/** The turns over all processes. While the shared Store is away, they are those of this process alone. */
import type { Clock } from '../clock.ts'
import type { Reply } from '../reply/types.ts'
import { Expiring } from './expiring.ts'
import { LocalBindings } from './local-bindings.ts'
import { ALONE, type Claim, type ClaimOptions, type Turns } from './types.ts'

/** The turns of a Store that may be away: each call rejects while it is. */
export interface SharedTurns extends Turns {
  /**
   * Writes down a turn that this process ran alone, so that another process that asks later need
   * not run it. If the Store knows the turn, nothing changes.
   */
  readonly report: (key: string, reply: Reply, keptMs: number, ttlMs: number) => Promise<void>
}

/** The time that core remembers a turn by default. It serves for turns that were claimed before the Store went away. */
const AWAY_MS = 630_000

export function failOpenTurns(shared: SharedTurns, local: Turns, clock: Clock): Turns {
  /** The turns that only this process knows of: their fences in the local store, and how long they are remembered. */
  const alone = new Expiring<{ readonly fence: number; readonly ttlMs: number }>(clock.monotonic)
  const bindings = new LocalBindings(local)
  /** Runs before each claim and bind: the Store must know the URLs that were used while it was away. */
  const handOn = (key: string) => bindings.handOn(key, shared.bind)

  /** Claims in this process, which knows the messages that have come since the Store went away. */
  const claimHere = async (
    key: string,
    { ttlMs, signature }: Pick<ClaimOptions, 'ttlMs' | 'signature'>,
  ): Promise<Claim> => {
    if (signature !== undefined && !(await bindings.bindAlone(signature, key, ttlMs))) {
      return { state: 'replay' }
    }
    // The lease does not end: a process that is alone takes nothing over.
    const claim = await local.claim(key, { leaseMs: ttlMs, ttlMs })
    if (claim.state !== 'run') return claim
    alone.set(key, { fence: claim.fence, ttlMs }, ttlMs)
    return { ...claim, fence: ALONE }
  }

  const finishHere = (key: string, reply: Reply, keptMs: number) => {
    const fence = alone.get(key)?.fence ?? ALONE
    alone.delete(key)
    return local.finish(key, fence, reply, keptMs)
  }

  return {
    bind: async (signature, owner, ttlMs) => {
      try {
        await handOn(signature)
        const isOwner = await shared.bind(signature, owner, ttlMs)
        return isOwner && (await bindings.note(signature, owner, ttlMs))
      } catch {
        return bindings.bindAlone(signature, owner, ttlMs)
      }
    },

    leaveOpen: async (signature, withinMs, ttlMs) => {
      await bindings.leaveOpen(signature, withinMs, ttlMs)
      await shared.leaveOpen(signature, withinMs, ttlMs).catch(() => bindings.noteAlone(signature))
    },

    claim: async (key, options) => {
      const { ttlMs, signature } = options
      try {
        await handOn(key)
        const claim = await shared.claim(key, options)
        alone.delete(key)
        if (claim.state === 'replay' || signature === undefined) return claim
        return (await bindings.note(signature, key, ttlMs)) ? claim : { state: 'replay' }
      } catch (error) {
        const claim = await claimHere(key, options)
        return claim.state === 'replay' ? claim : { ...claim, degraded: (error as Error).message }
      }
    },

    renew: async (key, fence, leaseMs, progress) =>
      // No other process can own it.
      fence === ALONE ? true : shared.renew(key, fence, leaseMs, progress),

    finish: async (key, fence, reply, keptMs) => {
      if (fence === ALONE) {
        const ttlMs = alone.get(key)?.ttlMs ?? AWAY_MS
        await shared.report(key, reply, keptMs, ttlMs).catch(() => {})
      } else {
        try {
          return await shared.finish(key, fence, reply, keptMs)
        } catch {
          // The local store finishes only what was claimed there.
          await claimHere(key, { ttlMs: AWAY_MS })
        }
      }
      // The next attempt may come before the Store is back.
      return finishHere(key, reply, keptMs)
    },

    wait: shared.wait,
  }
}
