/** Turns that this process runs to their end, and what another process finds of them. */
import type { ManualClock } from '@wechatbot/simulator'
import type { Mailbox } from '#src/late/types.js'
import { runTurn } from '#src/pipeline/run.js'
import type { Services } from '#src/pipeline/runtime.js'
import type { ObservedRecord } from '#src/records/observe.js'
import type { Reply } from '#src/reply/types.js'
import { createMemoryStore } from '#src/store/memory.js'
import type { Store } from '#src/store/types.js'
import type { Turn } from '#src/turn/turn.js'
import { createSpecClock, textXml } from '../fixtures.ts'
import { attemptAt, createParts, type Parts, type PartsOptions, withServices } from '../parts.ts'
import { type RecordingLogger, recordingLogger } from '../recording-logger.ts'

export interface Runs {
  readonly clock: ManualClock
  readonly store: Store
  /** What the bots have observed. */
  readonly records: ObservedRecord[]
  readonly log: RecordingLogger
  readonly newBot: (options?: Partial<PartsOptions>) => Parts
  /** Runs a message of its own to its end, with some parts exchanged. */
  readonly run: (bot: Parts, more?: Partial<Services>) => Promise<Turn>
  /** The reply that another process finds; undefined while it would wait for one. */
  readonly found: (turn: Turn) => Promise<Reply | undefined>
}

export const down = () => Promise.reject(new Error('down'))

export const mailbox = (more: Partial<Mailbox>) =>
  ({ takeUp: () => undefined, addTo: () => undefined, ...more }) as Mailbox

export function createRuns(): Runs {
  const clock = createSpecClock()
  const store = createMemoryStore({ clock })
  const records: ObservedRecord[] = []
  const log = recordingLogger()
  let lastId = 0
  return {
    ...{ clock, store, records, log },
    newBot: (options = {}) =>
      createParts({ clock, log, store, observe: (record) => records.push(record), ...options }),
    run: async (bot, more = {}) => {
      lastId += 1
      const { turn } = await attemptAt(bot, textXml({ MsgId: lastId }))
      await runTurn(turn, withServices(bot, more))
      return turn
    },
    found: async ({ message }) => {
      const other = createParts({ clock, store })
      const xml = textXml({ MsgId: String(message.raw.MsgId) })
      return (await attemptAt(other, xml)).turn.settled
    },
  }
}
