/** What `wechatbot dev` and the page agree on. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Menu, ObservedRecord } from '@wechatbot/core'

/** Where the page lives; a bot's path may be anything else. */
export const BASE = '/playground/'

/** 服务号 has the API (and late replies come by customer-service message); 未认证订阅号 has not. */
export type AccountType = 'service' | 'subscription'

/** What the page's switches decide; a change restarts the bots. */
export interface Settings {
  readonly mode: 'plain' | 'compat' | 'safe'
  readonly accountType: AccountType
}

/** A bot as its process has loaded it. Its secrets stay on this side: the page never sees them. */
export interface LoadedBot {
  readonly name: string
  readonly path: string
  /** The configured mode and kind of account: what the switches stand at when nobody touched them. */
  readonly settings: Settings
  readonly token: string
  readonly appId?: string
  readonly encodingAESKey?: string
  readonly menu?: Menu
  /** Plugins in order. */
  readonly plugins: readonly string[]
}

/** With what a bot's process replaces its configuration, so that nothing reaches the real WeChat. */
export interface StandIn {
  readonly name: string
  readonly mode: Settings['mode']
  readonly appId: string
  readonly encodingAESKey: string
  /** Only a 服务号 has one. */
  readonly appSecret?: string
  /** The fake API. */
  readonly baseUrl?: string
}

/** How the bots' process is. */
export type ProcessState =
  /** `isSlow`: it takes so long that something in it may never end. */
  | { readonly type: 'starting'; readonly because: string; readonly isSlow?: boolean }
  | { readonly type: 'ready' }
  /** The configuration or a plugin does not load; what ran before goes on, if anything did. */
  | { readonly type: 'failed'; readonly message: string; readonly stillRunning: boolean }

export interface PlaygroundOptions {
  /** The origin at which the bots are reached, `http://127.0.0.1:3000`: FakeWechat sends there. */
  readonly origin: string
  /** A switch was moved: start the bots again with what {@link Playground.accounts} then says. */
  readonly onSettings: () => void
  /** The configured accounts as they are, without a fake API: the switches stand still. */
  readonly isReal?: boolean
  /** Host names besides the loopback's that a request may name in Host and Origin. */
  readonly hosts?: readonly string[]
}

export interface Playground {
  /**
   * A bots' process has loaded its configuration and asks how to start: for each bot an account, with
   * FakeWechat and the fake API ready for it. They are in force from the state `ready` on.
   */
  readonly accounts: (bots: readonly LoadedBot[]) => Promise<readonly StandIn[]>
  /** The state changed; the page shows it. */
  readonly state: (state: ProcessState) => void
  /** A record of the bots' process; an `error` in it is already a string. */
  readonly observe: (record: ObservedRecord) => void
  /** A line of the bots' log, as pino wrote it. */
  readonly log: (line: Readonly<Record<string, unknown>>) => void
  /** Everything under {@link BASE}; refuses foreign Host and Origin with 403. */
  readonly handle: (request: IncomingMessage, response: ServerResponse) => void
  readonly close: () => Promise<void>
}
