/** Puts together the runtime of one bot: its strategies, keeper and queue, and their shared parts. */
import type { Allowance } from './api/allowance.ts'
import type { Api } from './api/types.ts'
import type { Clock } from './clock.ts'
import type { Settings } from './config/settings.ts'
import { GrowingReplies } from './late/growing.ts'
import { createGrowth } from './late/growth.ts'
import type { MailboxOptions } from './late/mailbox.ts'
import { Promises } from './late/promises.ts'
import { createStrategies } from './late/strategies.ts'
import type { Runtime, Services } from './pipeline/runtime.ts'
import { createSparseWarning, type Logger } from './records/log.ts'
import type { Observe } from './records/observe.ts'
import { Outage } from './store/outage.ts'
import type { Store } from './store/types.ts'
import { Backlog } from './turn/backlog.ts'
import { Bindings } from './turn/binding.ts'
import { Deadlines } from './turn/deadlines.ts'
import { InFlight, MAX_IN_FLIGHT } from './turn/in-flight.ts'
import { createKeeper, createTimeLimit } from './turn/keeper.ts'
import { Leases } from './turn/leases.ts'
import { createOverlap } from './turn/overlap.ts'
import { createXmlWriter } from './xml/write.ts'

/** The mailbox keeps the place of an unfinished reply this much longer than the handler may run. */
const SPARE_MS = 60_000
/** The answer to the trigger word is ready this long before its own deadline. */
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
  readonly settingUp: Services['settingUp']
  readonly chain: Services['chain']
}

export interface Assembly {
  readonly runtime: Runtime
  /** From now on no attempt is held. */
  readonly drain: () => void
}

export function assemble(parts: AssemblyParts): Assembly {
  const { settings, clock, log, store, observe, api, allowance, chain, settingUp } = parts
  const { account, errorReply, hasApi } = settings
  if (settings.freshnessSeconds === 0) {
    log.warn('freshnessSeconds is 0: anybody who has seen one URL can replay it for ever')
  }
  const turns = new InFlight()
  const outage = new Outage(log, clock)
  const backlog = new Backlog(turns, (err) => log.error({ err }, 'work after the response failed'))
  const draining = new AbortController()
  const byApi = hasApi && settings.late.includes('customer-service')
  const timeLimit = createTimeLimit(settings.handlerTimeoutMs, byApi)
  const leases = new Leases(store, settings.bindingMs, clock)
  const promises = new Promises({
    ...{ clock, log, store, outage, scope: account.scope, keptMs: settings.bindingMs },
    draining: draining.signal,
  })
  const { development } = settings
  const growth = development ? createGrowth(account.name, clock, observe) : undefined
  const growing = new GrowingReplies({
    ...{ clock, log, outage, backlog, errorReply, timeLimit, promises, growth },
    values: store.values,
    scope: account.scope,
    draining: draining.signal,
  })
  const { late: strategies, mailbox } = createStrategies(
    settings.late,
    {
      ...{ account, clock, log, store, api, hasApi, backlog, promises, leases, allowance },
      ...{ growing, growth },
      pendingMs: settings.handlerTimeoutMs + SPARE_MS,
      draining: draining.signal,
      patienceMs: settings.deadlineMs - TRIGGER_MARGIN_MS,
    },
    parts.mailbox,
  )
  // Written out: all bots' services then have one shape.
  const services: Services = {
    clock,
    log,
    observe,
    store,
    outage,
    api,
    allowance,
    growing,
    promises,
    leases,
    strategies,
    mailbox,
    settingUp,
    chain,
    warnSparsely: createSparseWarning(log, clock),
    bindings: new Bindings(store, settings.bindingMs),
    admit: createOverlap(settings.overlap, { clock, log, refusal: errorReply }),
    takePlace: () => turns.taken < MAX_IN_FLIGHT,
    wakeKeeper: createKeeper({ clock, log, leases, outage, turns, timeLimit, errorReply }),
    writeXml: createXmlWriter(),
  }
  return {
    runtime: { settings, services, state: { turns, deadlines: new Deadlines(clock), backlog } },
    drain: () => draining.abort(),
  }
}
