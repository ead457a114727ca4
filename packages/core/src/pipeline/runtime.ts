/**
 * The parts of a bot that the five stages share: its values, its services and its state. The
 * runtime holds the account's secrets, so it is no part of the public Bot.
 */
import type { Allowance } from '../api/allowance.ts'
import type { Api } from '../api/types.ts'
import type { Chain } from '../chain/compose.ts'
import type { Clock } from '../clock.ts'
import type { Settings } from '../config/settings.ts'
import { WechatBotError } from '../errors.ts'
import type { GrowingReplies } from '../late/growing.ts'
import type { Promises } from '../late/promises.ts'
import type { Mailbox, Strategy } from '../late/types.ts'
import type { Logger, WarnSparsely } from '../records/log.ts'
import type { Observe } from '../records/observe.ts'
import type { Soon } from '../soon.ts'
import type { Outage } from '../store/outage.ts'
import type { Store } from '../store/types.ts'
import type { Backlog } from '../turn/backlog.ts'
import type { Bindings } from '../turn/binding.ts'
import type { Deadlines } from '../turn/deadlines.ts'
import type { InFlight } from '../turn/in-flight.ts'
import type { Leases } from '../turn/leases.ts'
import type { Admit } from '../turn/overlap.ts'
import type { XmlWriter } from '../xml/write.ts'

export interface Runtime {
  /** The bot's configuration, checked and with defaults. It never changes. */
  readonly settings: Settings
  readonly services: Services
  readonly state: State
}

/** The services of the bot. */
export interface Services {
  readonly clock: Clock
  readonly log: Logger
  readonly warnSparsely: WarnSparsely
  readonly observe: Observe
  readonly store: Store
  /** Called when the Store fails, and when it answers again. */
  readonly outage: Outage
  readonly bindings: Bindings
  /** @throws WechatBotError NO_API when the account has no appSecret. */
  readonly api: () => Api
  /** Counts the messages that a user may get. Absent without the API. */
  readonly allowance: Allowance | undefined
  /** The strategies of `late`, in order. The last one always answers. */
  readonly strategies: readonly Strategy[]
  /** Present when `late` names it. */
  readonly mailbox: Mailbox | undefined
  readonly growing: GrowingReplies
  readonly promises: Promises
  readonly leases: Leases
  readonly admit: Admit
  /** Takes one place for a message in flight. False when none is free. */
  readonly takePlace: () => boolean
  /** Call it when a turn begins. */
  readonly wakeKeeper: () => void
  readonly writeXml: XmlWriter
  /** The plugin whose setup runs, or has failed. */
  readonly settingUp: () => string | undefined
  /** The chain. It is composed when all plugins are set up. */
  readonly chain: () => Soon<Chain>
}

/** The state of a running bot. All its other changing state is in the Store. */
export interface State {
  readonly turns: InFlight
  readonly deadlines: Deadlines
  readonly backlog: Backlog
}

/** The runtimes by bot. As a property of the bot, a plugin could read the runtime, or it could be printed. */
const runtimes = new WeakMap<object, Runtime>()

/** Remembers the runtime of a bot for {@link runtimeOf}. */
export function keepRuntime(bot: object, runtime: Runtime): void {
  runtimes.set(bot, runtime)
}

/** @throws WechatBotError BAD_CONFIG for a value that is no bot of this copy of core. */
export function runtimeOf(bot: object): Runtime {
  const runtime = runtimes.get(bot)
  if (runtime !== undefined) return runtime
  throw new WechatBotError(
    'BAD_CONFIG',
    'expected a bot made by createBot() of this copy of @wechatbot/core, got another object; `npm ls @wechatbot/core` must list one version',
  )
}
