/** The messages between `wechatbot dev` and the process of its bots (IPC). */
import type { ObservedRecord } from '@wechatbot/core'
import type {
  Failure,
  Frame,
  LoadedBot,
  StandIn,
  UserData,
  UserQuestion,
} from '@wechatbot/playground'
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
  /** How far the bots' clock is ahead of the machine's, in milliseconds. */
  readonly aheadMs: number
}

export type ToChild =
  | { readonly type: 'order'; readonly order: Order }
  | { readonly type: 'accounts'; readonly accounts: readonly StandIn[] }
  | { readonly type: 'about'; readonly id: number; readonly question: UserQuestion }
  | { readonly type: 'store'; readonly message: StoreTell }
  /** Another process takes new messages and jobs. */
  | { readonly type: 'retire' }
  /** Lets this time pass. */
  | { readonly type: 'skip'; readonly ms: number }

export type ToParent =
  /**
   * The configuration is read, and the child waits for `accounts`. `folders` are those of linked plugins. `demos` are
   * the names of the bots with the demo token. `port` is that of the configuration, which `dev` does not take.
   */
  | {
      readonly type: 'loaded'
      readonly file: string
      readonly bots: readonly LoadedBot[]
      readonly folders: readonly string[]
      readonly demos: readonly string[]
      readonly port: number
    }
  | { readonly type: 'ready'; readonly port: number }
  | ({ readonly type: 'failed' } & Failure)
  /** `frame` is the place of the record's error. */
  | { readonly type: 'record'; readonly record: ObservedRecord; readonly frame?: Frame }
  /** The answer to `about`. Without `data` it could not be read. */
  | { readonly type: 'user'; readonly id: number; readonly data?: UserData }
  | { readonly type: 'store'; readonly message: StoreAsk }
  /** One line of JSON, as pino wrote it. */
  | { readonly type: 'line'; readonly line: string }
  /** The clock has gone on. `isDone` when the whole time of a skip has passed. */
  | { readonly type: 'ahead'; readonly ms: number; readonly isDone: boolean }
