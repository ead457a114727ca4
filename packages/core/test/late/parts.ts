/** The replies that grow, as a strategy has them, where none does. */

import type { Clock } from '#src/clock.js'
import { GrowingReplies } from '#src/late/growing.js'
import { Promises } from '#src/late/promises.js'
import { completed } from '#src/store/completed.js'
import { createMemoryStore } from '#src/store/memory.js'
import { Outage } from '#src/store/outage.js'
import { Backlog } from '#src/turn/backlog.js'
import { InFlight } from '#src/turn/in-flight.js'
import { recordingLogger } from '../recording-logger.ts'

export function noGrowing(clock: Clock): GrowingReplies {
  const log = recordingLogger()
  return new GrowingReplies({
    ...{ clock, log, scope: 'wx1', errorReply: { type: 'none' } },
    outage: new Outage(log, clock),
    values: completed(createMemoryStore({ clock })).values,
    backlog: new Backlog(new InFlight(), () => {}),
    timeLimit: () => 60_000,
    promises: noPromises(clock),
  })
}

/** The promises of a Store that ends with its process: none is written down. */
export function noPromises(clock: Clock): Promises {
  const store = completed(createMemoryStore({ clock }))
  const log = recordingLogger()
  const outage = new Outage(log, clock)
  return new Promises({ clock, log, store, outage, scope: 'wx1', keptMs: 600_000 })
}
