/** What `wechatbot dev` and the process of its bots tell each other (IPC). */
import type { ObservedRecord } from '@wechatbot/core'
import type { LoadedBot, StandIn } from '@wechatbot/playground'

/** How the parent wants its bots: the first message to the child. */
export interface Order {
  /** The config file; else the child looks for one. */
  readonly file?: string
  /** Where the parent serves: what the log says. */
  readonly origin: string
  /** What this machine is called besides localhost. */
  readonly hosts: readonly string[]
  /** The configured account, WeChat's own API and the configured store. */
  readonly isReal: boolean
}

export type ToChild =
  | { readonly type: 'order'; readonly order: Order }
  | { readonly type: 'accounts'; readonly accounts: readonly StandIn[] }

export type ToParent =
  /** The configuration is read; the child waits for `accounts`. `folders` are those of linked plugins. */
  | {
      readonly type: 'loaded'
      readonly file: string
      readonly bots: readonly LoadedBot[]
      readonly folders: readonly string[]
    }
  | { readonly type: 'ready'; readonly port: number }
  | { readonly type: 'failed'; readonly message: string }
  | { readonly type: 'record'; readonly record: ObservedRecord }
  /** JSON, as pino wrote it. */
  | { readonly type: 'line'; readonly line: string }
