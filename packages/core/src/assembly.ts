/** Puts the runtime of one bot together: its strategies, its keeper, its queue, and what they share. */
import type { Allowance } from './api/allowance.ts'
import type { Api } from './api/types.ts'
import type { Clock } from './clock.ts'
import type { Settings } from './config/settings.ts'
import { GrowingReplies } from './late/growing.ts'
import type { MailboxOptions } from './late/mailbox.ts'
import { createStrategies } from './late/strategies.ts'
import type { Runtime, Services } from './pipeline/runtime.ts'
import { createSparseWarning, type Logger } from './records/log.ts'
import type { Observe } from './records/observe.ts'
import { Outage } from './store/outage.ts'
import type { Store } from './store/types.ts'
import { Backlog } from './turn/backlog.ts'
import { Bindings } from './turn/binding.ts'
import { InFlight, MAX_IN_FLIGHT } from './turn/in-flight.ts'
import { createKeeper } from './turn/keeper.ts'
import { createOverlap } from './turn/overlap.ts'
import { createXmlWriter } from './xml/write.ts'

/** The trigger word is answered before its own deadline. */
const TRIGGER_MARGIN_MS = 200

export interface AssemblyParts {
  readonly settings: Settings
  readonly clock: Clock
  readonly log: Logger
  readonly store: Store
  readonly observe: Observe
  readonly api: () => Api
  readonly allowance: Allowance | undefined
  readonly mailbox: MailboxOptions | undefined
  readonly chain: Services['chain']
}

export interface Assembly {
  readonly runtime: Runtime
  /** From now on no attempt is held. */
  readonly drain: () => void
}

export function assemble(parts: AssemblyParts): Assembly {
  const { settings, clock, log, store, observe, api, allowance, chain } = parts
  const { account, errorReply, hasApi } = settings
  const turns = new InFlight()
  const outage = new Outage(log, clock)
  const backlog = new Backlog(turns, (err) => log.error({ err }, 'work after the response failed'))
  const draining = new AbortController()
  const growing = new GrowingReplies({
    ...{ clock, log, outage, backlog, errorReply },
    values: store.values,
    scope: account.scope,
  })
  const { late: strategies, mailbox } = createStrategies(
    settings.late,
    {
      ...{ account, clock, log, store, api, hasApi, backlog, growing, allowance },
      draining: draining.signal,
      patienceMs: settings.deadlineMs - TRIGGER_MARGIN_MS,
    },
    parts.mailbox,
  )
  const services: Services = {
    ...{ clock, log, observe, store, outage, api, allowance, growing, strategies, mailbox, chain },
    warnSparsely: createSparseWarning(log, clock),
    bindings: new Bindings(store, settings.bindingMs),
    admit: createOverlap(settings.overlap, { log, refusal: errorReply }),
    takePlace: () => turns.size < MAX_IN_FLIGHT,
    wakeKeeper: createKeeper({ clock, log, store, outage, turns, errorReply }),
    writeXml: createXmlWriter(),
  }
  return {
    runtime: { settings, services, state: { turns, backlog } },
    drain: () => draining.abort(),
  }
}
