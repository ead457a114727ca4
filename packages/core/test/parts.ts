/**
 * What the stages need of a bot, put together by core's own constructors as `createBot` does: a spec
 * exchanges the parts that it is about, and registers handlers with `on`, `hears` and `use`.
 */
import { noApi } from '#src/api/none.js'
import { assemble } from '#src/assembly.js'
import { type Chain, compose } from '#src/chain/compose.js'
import { createRegistration } from '#src/chain/registry.js'
import type { Registrar } from '#src/chain/types.js'
import { type Clock, moment } from '#src/clock.js'
import { toSettings } from '#src/config/settings.js'
import type { BotConfig } from '#src/config/types.js'
import { dedupe } from '#src/pipeline/dedupe.js'
import type { Runtime, Services } from '#src/pipeline/runtime.js'
import { scopedValues } from '#src/plugin/scope.js'
import type { Logger } from '#src/records/log.js'
import { createLogLine } from '#src/records/log-line.js'
import type { Observe } from '#src/records/observe.js'
import { Observers } from '#src/records/observers.js'
import type { Soon } from '#src/soon.js'
import { createMemoryStore } from '#src/store/memory.js'
import type { Store } from '#src/store/types.js'
import type { Attempt } from '#src/turn/attempt.js'
import type { Push } from '#src/turn/push.js'
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

/** The same bot with other services. */
export function withServices(bot: Parts, services: Partial<Services>): Parts {
  return { ...bot, services: { ...bot.services, ...services } }
}

export function createParts(options: PartsOptions): Parts {
  const { clock, log: shared = recordingLogger(), development = false, ...values } = options
  const { store = createMemoryStore({ clock }), observe, ...config } = values
  const settings = toSettings({ token: TOKEN, ...config } as BotConfig<never>, development)
  const { name } = settings.account
  const log = shared.child({ bot: name })
  const owner = { name, log, store: scopedValues(store.values, `bot:${name}:`) }
  const { segment, registrar } = createRegistration(owner, () => true)
  let chain: Soon<Chain> | undefined
  // Composed for the second message already; the first one waits for plugins.
  const composed = async (): Promise<Chain> => {
    await Promise.resolve()
    const all = compose(segment, clock)
    chain = all
    return all
  }
  const observers = new Observers(log, createLogLine(shared))
  if (observe !== undefined) observers.add(observe, log)
  const { runtime } = assemble({
    ...{ settings, clock, log, store, api: noApi(name), allowance: undefined },
    mailbox: config.mailbox,
    observe: observers.tell,
    settingUp: () => undefined,
    chain: () => {
      chain ??= composed()
      return chain
    },
  })
  const bot = { ...registrar, ...runtime }
  // The places of a bot are not what most specs are about, nor is what XML it has written before.
  return withServices(bot, { takePlace: () => true, writeXml: buildXml })
}

/** What the third stage makes of a push that is received now. */
export async function attemptAt(
  bot: Runtime,
  xml = textXml(),
  push: Partial<Push> = {},
): Promise<Attempt> {
  const receivedAt = moment(bot.services.clock)
  return dedupe(pushOf(xml, { receivedAt, ...push }), messageOf(xml), bot)
}
