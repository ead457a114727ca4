/** A keeper with turns to keep, and a Store that says what it is asked to renew. */
import type { ManualClock } from '@wechatbot/simulator'
import { moment } from '#src/clock.js'
import type { Reply } from '#src/reply/types.js'
import { createMemoryStore } from '#src/store/memory.js'
import { Outage } from '#src/store/outage.js'
import type { Store } from '#src/store/types.js'
import { InFlight } from '#src/turn/in-flight.js'
import { createKeeper, createTimeLimit } from '#src/turn/keeper.js'
import { Leases } from '#src/turn/leases.js'
import { Turn } from '#src/turn/turn.js'
import { createSpecClock, messageOf, textXml } from '../fixtures.ts'
import { type RecordingLogger, recordingLogger } from '../recording-logger.ts'

export const SORRY: Reply = { type: 'text', content: 'sorry' }

export interface Keeping {
  readonly clock: ManualClock
  readonly store: Store
  readonly turns: InFlight
  /** Renewals that were asked for: when, of what, with which fence and lease. */
  readonly renewals: (readonly [ms: number, key: string, fence: number, leaseMs: number])[]
  readonly log: RecordingLogger
  readonly newKeeper: (kept?: Store) => ReturnType<typeof createKeeper>
  /** A turn whose handlers run, unless the spec says otherwise. */
  readonly add: (key: string, fence: number | undefined, xml?: string) => Turn
}

export function createKeeping(): Keeping {
  const clock = createSpecClock()
  const turns = new InFlight()
  const renewals: (readonly [number, string, number, number])[] = []
  /** Turns that the Store knows of: nobody has taken the others over. */
  const claimed = new Set<string>()
  const log = recordingLogger()
  const memory = createMemoryStore({ clock })
  const store: Store = {
    ...memory,
    turns: {
      ...memory.turns,
      claim: (key, options) => {
        claimed.add(key)
        return memory.turns.claim(key, options)
      },
      renew: async (key, fence, leaseMs) => {
        renewals.push([clock.monotonic() - 5000, key, fence, leaseMs])
        const isOurs = await memory.turns.renew(key, fence, leaseMs)
        return isOurs || !claimed.has(key)
      },
    },
  }
  return {
    ...{ clock, store, turns, renewals, log },
    newKeeper: (kept = store) => {
      const outage = new Outage(log, clock)
      return createKeeper({
        clock,
        log,
        leases: new Leases(kept, 600_000, clock),
        outage,
        turns,
        timeLimit: createTimeLimit(60_000, true),
        errorReply: SORRY,
      })
    },
    add: (key, fence, xml = textXml()) => {
      const turn = new Turn(key, messageOf(xml), moment(clock), 1, fence)
      turn.run = turn.reply.then(() => turns.remove(turn))
      turns.add(turn)
      return turn
    },
  }
}
