/** Plugins (插件): a name, options with a schema, and a function that registers handlers. */
import type { StandardSchemaV1 } from '@standard-schema/spec'
import type { AccountInfo } from '../account.ts'
import type { Api } from '../api/types.ts'
import type { Registrar } from '../chain/types.ts'
import type { Clock } from '../clock.ts'
import type { Scheduling } from '../jobs/types.ts'
import type { Logger } from '../records/log.ts'
import type { RecordMetric } from '../records/metric.ts'
import type { Observe } from '../records/observe.ts'
import type { OpenSession } from '../session/types.ts'
import type { Values } from '../store/types.ts'

/** The means of a plugin. The scope is not the bot: all its registrations are undone when the bot closes. */
export interface Scope<S extends object = object> extends Registrar<S>, Scheduling {
  readonly log: Logger
  /** The keys belong to the plugin. Other plugins and bots do not see them. */
  readonly store: Values
  /**
   * A state for each user, kept over messages, instances and restarts. It belongs to the plugin.
   *
   * @example
   * ```ts
   * const cart = scope.session({ name: 'cart', initial: () => ({ items: [] as string[] }) })
   * scope.hears(/^买 (.+)$/, async (ctx, [, item = '']) => {
   *   const { items } = await cart.update(ctx, (state) => ({ items: [...state.items, item] }))
   *   return `购物车：${items.join('、')}`
   * })
   * ```
   */
  readonly session: OpenSession
  /** @throws WechatBotError NO_API when the account has no appSecret. */
  readonly api: Api
  readonly account: AccountInfo
  /** The bot's clock. A test can move it, so code that waits by it can be tested at once. */
  readonly clock: Clock
  /** The bot's `timeZone`, an IANA name. Hours and dates of all plugins are in it. */
  readonly timeZone: string
  /** A relative path in the plugin's options begins in this folder: `path.resolve(scope.folder, options.file)`. */
  readonly folder: string
  /**
   * Calls a function for every record of the bot, until the bot closes. It sees the messages of all plugins.
   * An error of the function costs a line of the log.
   * @throws WechatBotError BAD_FILTER for a value that is no function.
   */
  readonly observe: (observe: Observe) => void
  /**
   * Records a value of the plugin's own metric. `wechatbot start` shows it to Prometheus, with
   * `wechatbot_` before its name. All observers get it as a record of type `metric`.
   *
   * Never throws: a metric that cannot be used is dropped with a warning. The labels hold few
   * different values and nothing of a user.
   *
   * @example
   * ```ts
   * scope.record({ name: 'orders_total', value: 1, labels: { drink: 'tea' } })
   * ```
   */
  readonly record: RecordMetric
  /**
   * Registers a function that runs when the bot closes. The last registered runs first.
   * @throws WechatBotError BAD_FILTER for a value that is no function.
   */
  readonly onClose: (dispose: Dispose) => void
}

export type Dispose = () => void | Promise<void>

/** Any object of this shape is a plugin. To write one, nothing needs to be imported. */
export interface Plugin<Options = unknown, S extends object = object> {
  readonly name: string
  /** The versions of @wechatbot/core that it works with, as an npm range: `>=0.1.0 <1`. */
  readonly core?: string
  /**
   * Any Standard Schema (zod, valibot, arktype ...). Options are checked at start. The setup gets
   * the schema's output.
   */
  readonly options?: StandardSchemaV1<unknown, Options>
  /** Runs once per bot, in the order of the list. A rejection fails the start. */
  readonly setup: (scope: Scope<S>, options: Options) => SetupResult | Promise<SetupResult>
}

/** A plugin with the options for it. */
export interface ConfiguredPlugin<S extends object = object> {
  readonly plugin: AnyPlugin<S>
  readonly options: unknown
}

/**
 * A plugin of any options type. Its own schema checks the options at start, so nothing else needs
 * their type.
 */
export interface AnyPlugin<S extends object = object> {
  readonly name: string
  readonly core?: string
  readonly options?: StandardSchemaV1
  readonly setup: (scope: Scope<S>, options: never) => SetupResult | Promise<SetupResult>
}

/** A setup may return a function. It undoes work of the setup that the scope does not know about. */
// biome-ignore lint/suspicious/noConfusingVoidType: most setups return nothing
export type SetupResult = void | Dispose

/**
 * The result of {@link definePlugin}: the plugin, which is also a function that gives it options. They may be left
 * out where the schema takes `undefined`.
 */
export interface CallablePlugin<Input, Options, S extends object> extends Plugin<Options, S> {
  (...options: undefined extends Input ? [options?: Input] : [options: Input]): ConfiguredPlugin<S>
}

/** A plugin that is no function. */
interface ObjectPlugin<S extends object> extends AnyPlugin<S> {
  readonly call?: never
}

/** A result of {@link definePlugin} whose options may be left out. Others stand in the list with theirs. */
interface PluginWithoutOptions<S extends object> extends AnyPlugin<S> {
  (): ConfiguredPlugin<S>
}

/** An entry of `plugins`. `loadConfig` resolves strings, which are names or paths; core takes values. */
export type PluginEntry<S extends object = object> =
  | string
  | ObjectPlugin<S>
  | PluginWithoutOptions<S>
  | ConfiguredPlugin<S>
  | readonly [plugin: string | AnyPlugin<S>, options: unknown]
