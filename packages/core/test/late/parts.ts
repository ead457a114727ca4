/** The replies that grow, as a strategy has them, where none does. */

import type { Clock } from '#src/clock.js'
import { GrowingReplies } from '#src/late/growing.js'
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
  })
}
