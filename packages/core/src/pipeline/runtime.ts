/**
 * What the five stages of a bot share, in three parts: values, what acts on them, and what changes.
 * It holds the account's secrets, so it is no part of the public Bot.
 */
import type { Allowance } from '../api/allowance.ts'
import type { Api } from '../api/types.ts'
import type { Chain } from '../chain/compose.ts'
import type { Clock } from '../clock.ts'
import type { Settings } from '../config/settings.ts'
import { WechatBotError } from '../errors.ts'
import type { GrowingReplies } from '../late/growing.ts'
import type { Mailbox } from '../late/mailbox.ts'
import type { Strategy } from '../late/types.ts'
import type { Logger, WarnSparsely } from '../records/log.ts'
import type { Observe } from '../records/observe.ts'
import type { Soon } from '../soon.ts'
import type { Outage } from '../store/outage.ts'
import type { Store } from '../store/types.ts'
import type { Backlog } from '../turn/backlog.ts'
import type { Bindings } from '../turn/binding.ts'
import type { InFlight } from '../turn/in-flight.ts'
import type { Admit } from '../turn/overlap.ts'
import type { XmlWriter } from '../xml/write.ts'

export interface Runtime {
  /** The bot's configuration, checked, with its defaults. Never changes. */
  readonly settings: Settings
  readonly services: Services
  readonly state: State
}

/** What acts for the bot. */
export interface Services {
  readonly clock: Clock
  readonly log: Logger
  readonly warnSparsely: WarnSparsely
  readonly observe: Observe
  readonly store: Store
  /** Told when the Store fails, and when it answers again. */
  readonly outage: Outage
  readonly bindings: Bindings
  /** @throws WechatBotError NO_API when the account has no appSecret. */
  readonly api: () => Api
  /** Counts the messages that a user may be sent. Absent without the API. */
  readonly allowance: Allowance | undefined
  /** The strategies of `late`, in order; the last one always answers. */
  readonly strategies: readonly Strategy[]
  /** Present when `late` names it. */
  readonly mailbox: Mailbox | undefined
  readonly growing: GrowingReplies
  readonly admit: Admit
  /** Takes one of the places for messages in flight; false when none is free. */
  readonly takePlace: () => boolean
  /** To be called when a turn begins. */
  readonly wakeKeeper: () => void
  readonly writeXml: XmlWriter
  /** Composed when all plugins are set up. */
  readonly chain: () => Soon<Chain>
}

/** What changes while the bot runs; everything else that changes is in the Store. */
export interface State {
  readonly turns: InFlight
  readonly backlog: Backlog
}

/** By bot. A property of the bot could be read by a plugin or printed. */
const runtimes = new WeakMap<object, Runtime>()

/** Remembers the runtime of a bot for {@link runtimeOf}. */
export function keepRuntime(bot: object, runtime: Runtime): void {
  runtimes.set(bot, runtime)
}

/** @throws WechatBotError BAD_CONFIG for what is no bot of this copy of core. */
export function runtimeOf(bot: object): Runtime {
  const runtime = runtimes.get(bot)
  if (runtime !== undefined) return runtime
  throw new WechatBotError(
    'BAD_CONFIG',
    'expected a bot made by createBot() of this copy of @wechatbot/core, got another object; `npm ls @wechatbot/core` must list one version',
  )
}
