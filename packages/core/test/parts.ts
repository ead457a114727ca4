/**
 * What the stages need of a bot, put together by core's own constructors as `createBot` does: a spec
 * exchanges the parts that it is about, and registers handlers with `on`, `hears` and `use`.
 */
import { expect } from 'chai'
import { noApi } from '#src/api/none.js'
import { type Chain, compose } from '#src/chain/compose.js'
import { createRegistration } from '#src/chain/registry.js'
import type { Registrar } from '#src/chain/types.js'
import { type Clock, moment } from '#src/clock.js'
import { toSettings } from '#src/config/settings.js'
import type { BotConfig } from '#src/config/types.js'
import { createStrategies } from '#src/late/strategies.js'
import { dedupe } from '#src/pipeline/dedupe.js'
import type { Runtime } from '#src/pipeline/index.js'
import { scopedValues } from '#src/plugin/scope.js'
import { createSparseWarning, type Logger } from '#src/records/log.js'
import { createLogLine } from '#src/records/log-line.js'
import { type Observe, observeAll } from '#src/records/observe.js'
import type { Soon } from '#src/soon.js'
import { createMemoryStore } from '#src/store/memory.js'
import type { Store } from '#src/store/types.js'
import { Backlog } from '#src/turn/backlog.js'
import { InFlight } from '#src/turn/in-flight.js'
import { createKeeper } from '#src/turn/keeper.js'
import { createOverlap } from '#src/turn/overlap.js'
import type { Push } from '#src/turn/push.js'
import type { Attempt } from '#src/turn/turn.js'
import { buildXml } from '#src/xml/write.js'
import { messageOf, pushOf, TOKEN, textXml } from './fixtures.ts'
import { recordingLogger } from './recording-logger.ts'

export interface PartsOptions extends Partial<Omit<BotConfig, 'plugins' | 'menu' | 'api'>> {
  readonly clock: Clock
  readonly log?: Logger
  readonly store?: Store
  readonly observe?: Observe
  readonly development?: boolean
}

export type Parts = Runtime & Registrar

export function createParts(options: PartsOptions): Parts {
  const { clock, log: shared = recordingLogger(), development = false, ...values } = options
  const { store = createMemoryStore({ clock }), observe, ...config } = values
  const settings = toSettings({ token: TOKEN, ...config } as BotConfig<never>, development)
  const { name } = settings.account
  const log = shared.child({ bot: name })
  const turns = new InFlight()
  const parts = { ...settings, clock, log, store, turns, api: noApi(name) }
  const late = createStrategies(
    settings.late,
    {
      ...parts,
      backlog: new Backlog(turns, (error) => expect.fail(String(error))),
      draining: new AbortController().signal,
      patienceMs: settings.deadlineMs,
    },
    config.mailbox,
  )
  const owner = { name, log, store: scopedValues(store.values, `bot:${name}:`) }
  const { segment, registrar } = createRegistration(owner, () => true)
  let chain: Soon<Chain> | undefined
  // There for the second message at once; the first one waits for plugins.
  const composed = async (): Promise<Chain> => {
    await Promise.resolve()
    const all = compose(segment, clock)
    chain = all
    return all
  }
  return {
    ...parts,
    ...late,
    ...registrar,
    observe: observeAll([createLogLine(shared), ...(observe ? [observe] : [])], log),
    warnSparsely: createSparseWarning(log, clock),
    wakeKeeper: createKeeper(parts),
    isFull: () => false,
    overlap: createOverlap(settings.overlap, { log, refusal: settings.errorReply }),
    allowance: undefined,
    development,
    writeXml: buildXml,
    chain: () => {
      chain ??= composed()
      return chain
    },
  }
}

/** What the third stage makes of a push that is received now. */
export async function attemptAt(
  bot: Runtime,
  xml = textXml(),
  push: Partial<Push> = {},
): Promise<Attempt> {
  const receivedAt = moment(bot.clock)
  return dedupe(pushOf(xml, { receivedAt, ...push }), messageOf(xml), bot)
}
