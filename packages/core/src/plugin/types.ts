/** Plugins (插件): a name, options with a schema, and a function that registers handlers. */
import type { StandardSchemaV1 } from '@standard-schema/spec'
import type { AccountInfo } from '../account.ts'
import type { Api } from '../api/types.ts'
import type { Registrar } from '../chain/types.ts'
import type { Clock } from '../clock.ts'
import type { Scheduling } from '../jobs/types.ts'
import type { Logger } from '../records/log.ts'
import type { OpenSession } from '../session/types.ts'
import type { Values } from '../store/types.ts'

/** What a plugin may touch. It is not the bot: all it registers is undone when the bot closes. */
export interface Scope<S extends object = object> extends Registrar<S>, Scheduling {
  readonly log: Logger
  /** Keys are the plugin's own; other plugins and bots do not see them. */
  readonly store: Values
  /**
   * What the plugin knows of each user, over messages, instances and restarts.
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
  /** The bot's: what waits by it can be tried in a moment. */
  readonly clock: Clock
  /** Runs when the bot closes, the last registered first. */
  readonly onClose: (dispose: Dispose) => void
}

export type Dispose = () => void | Promise<void>

/** A bare object of this shape is a plugin; nothing needs to be imported to write one. */
export interface Plugin<Options = unknown, S extends object = object> {
  readonly name: string
  /** The versions of @wechatbot/core it runs with, as npm writes ranges: `>=0.1.0 <1`. */
  readonly core?: string
  /** Any Standard Schema (zod, valibot, arktype ...). Checked at start; its output is passed on. */
  readonly options?: StandardSchemaV1<unknown, Options>
  /** Runs once per bot, in the order of the list. A rejection fails the start. */
  readonly setup: (scope: Scope<S>, options: Options) => SetupResult | Promise<SetupResult>
}

/** A plugin and the options it is to run with. */
export interface ConfiguredPlugin<S extends object = object> {
  readonly plugin: AnyPlugin<S>
  readonly options: unknown
}

/** A plugin whose options are checked by its own schema at start, so that their type ends here. */
export interface AnyPlugin<S extends object = object> {
  readonly name: string
  readonly core?: string
  readonly options?: StandardSchemaV1
  readonly setup: (scope: Scope<S>, options: never) => SetupResult | Promise<SetupResult>
}

/** A setup may return a function that undoes what the scope does not know of. */
// biome-ignore lint/suspicious/noConfusingVoidType: most setups return nothing
export type SetupResult = void | Dispose

/** What {@link definePlugin} returns: the plugin, and a function that gives it options. */
export interface CallablePlugin<Input, Options, S extends object> extends Plugin<Options, S> {
  (options?: Input): ConfiguredPlugin<S>
}

/** An entry of `plugins`. Strings are names or paths that `loadConfig` resolves; core takes values. */
export type PluginEntry<S extends object = object> =
  | string
  | AnyPlugin<S>
  | ConfiguredPlugin<S>
  | readonly [plugin: string | AnyPlugin<S>, options: unknown]
