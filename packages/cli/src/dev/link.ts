/** The messages between `wechatbot dev` and the process of its bots (IPC). */
import type { ObservedRecord } from '@wechatbot/core'
import type { LoadedBot, StandIn } from '@wechatbot/playground'
import type { StoreAsk, StoreTell } from './store-link.ts'

/** The first message to the child: how the parent wants its bots. */
export interface Order {
  /** The config file. Without it the child looks for one. */
  readonly file?: string
  /** The parent's origin. The log shows it. */
  readonly origin: string
  /** Host names of this machine besides localhost. */
  readonly hosts: readonly string[]
  /** Whether to use the configured account, WeChat's own API and the configured store. */
  readonly isReal: boolean
}

export type ToChild =
  | { readonly type: 'order'; readonly order: Order }
  | { readonly type: 'accounts'; readonly accounts: readonly StandIn[] }
  | { readonly type: 'store'; readonly message: StoreTell }

export type ToParent =
  /** The configuration is read, and the child waits for `accounts`. `folders` are those of linked plugins. */
  | {
      readonly type: 'loaded'
      readonly file: string
      readonly bots: readonly LoadedBot[]
      readonly folders: readonly string[]
    }
  | { readonly type: 'ready'; readonly port: number }
  | { readonly type: 'failed'; readonly message: string }
  | { readonly type: 'record'; readonly record: ObservedRecord }
  | { readonly type: 'store'; readonly message: StoreAsk }
  /** One line of JSON, as pino wrote it. */
  | { readonly type: 'line'; readonly line: string }
