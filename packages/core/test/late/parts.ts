/** What a late strategy needs of a bot: a spec exchanges the parts that it is about. */
import { Account } from '#src/account.js'
import type { Clock } from '#src/clock.js'
import { GrowingReplies } from '#src/late/growing.js'
import type { GrowingParts } from '#src/late/growing-parts.js'
import { Promises } from '#src/late/promises.js'
import type { LateParts } from '#src/late/types.js'
import type { Logger } from '#src/records/log.js'
import { completed } from '#src/store/completed.js'
import { createMemoryStore } from '#src/store/memory.js'
import { Outage } from '#src/store/outage.js'
import type { Store } from '#src/store/types.js'
import { Backlog } from '#src/turn/backlog.js'
import { Leases } from '#src/turn/leases.js'
import { recordingLogger } from '../recording-logger.ts'

/** The parts of a bot without the API, whose Store ends with its process. */
export function lateParts(clock: Clock, own: Partial<LateParts> = {}): LateParts {
  const log = own.log ?? recordingLogger()
  const store = own.store ?? createMemoryStore({ clock })
  const promises = promisesOver(store, clock)
  return {
    account: new Account({ name: 'main', tokens: [], mode: 'plain', appId: 'wx1' }),
    ...{ clock, log, store, promises },
    leases: new Leases(store, 600_000, clock),
    backlog: new Backlog(new Map(), () => {}),
    api: () => {
      throw new Error('this bot has no API')
    },
    hasApi: false,
    draining: new AbortController().signal,
    patienceMs: 4300,
    pendingMs: 120_000,
    allowance: undefined,
    growing: new GrowingReplies(growingParts(clock, store, log)),
    ...own,
  }
}

/** No first part goes out by itself, and no error text either. */
export function growingParts(clock: Clock, store: Store, log: Logger): GrowingParts {
  return {
    ...{ clock, log, scope: 'wx1', errorReply: { type: 'none' } },
    promises: promisesOver(store, clock),
    outage: new Outage(log, clock),
    values: completed(store).values,
    backlog: new Backlog(new Map(), () => {}),
    draining: new AbortController().signal,
    timeLimit: () => 60_000,
  }
}

export function promisesOver(
  store: Store,
  clock: Clock,
  draining: AbortSignal = new AbortController().signal,
): Promises {
  const log = recordingLogger()
  const outage = new Outage(log, clock)
  return new Promises({
    ...{ clock, log, outage, scope: 'wx1', keptMs: 600_000, draining },
    store: completed(store),
  })
}
