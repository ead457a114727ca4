/** The interface between `wechatbot dev` and the playground. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Menu, ObservedRecord } from '@wechatbot/core'
import type { Frame } from './frame.ts'

/** The path of the page. A bot may have any other path. */
export const BASE = '/playground/'

/** A 服务号 has the API, and gets late replies as customer-service messages. A 未认证订阅号 has no API. */
export type AccountType = 'service' | 'subscription'

/** The settings that the page's switches change. A change restarts the bots. */
export interface Settings {
  readonly mode: 'plain' | 'compat' | 'safe'
  readonly accountType: AccountType
}

/** A bot as its process has loaded it. Its secrets stay on the server: the page never sees them. */
export interface LoadedBot {
  readonly name: string
  /** The name of its account in the chat. */
  readonly accountName: string
  readonly path: string
  /** The mode and the kind of account from the configuration. The switches begin with these. */
  readonly settings: Settings
  readonly token: string
  readonly appId?: string
  readonly encodingAESKey?: string
  readonly menu?: Menu
  /** The plugins in order. */
  readonly plugins: readonly string[]
}

/**
 * The settings that replace those of the configuration in the bots' process, so that nothing reaches the real
 * WeChat.
 */
export interface StandIn {
  readonly name: string
  readonly mode: Settings['mode']
  readonly appId: string
  readonly encodingAESKey: string
  /** Only a 服务号 has a secret. */
  readonly appSecret?: string
  /** The URL of the fake API. */
  readonly baseUrl?: string
}

/** A question of the page about a user. With `isForgetting` the data is removed before it is read. */
export interface UserQuestion {
  readonly bot: string
  readonly openid: string
  readonly isForgetting: boolean
}

/** The data that a bot keeps about a user. It holds no secret of the configuration. */
export interface UserData {
  /** The sessions in which the user has a state. */
  readonly sessions: readonly {
    /** The plugin's name, or the bot's name for its own. */
    readonly plugin: string
    readonly name: string
    readonly state: unknown
  }[]
  /** The jobs about the user that have not been run. */
  readonly jobs: readonly {
    readonly plugin: string
    readonly name: string
    readonly id: string
    /** Milliseconds since 1970. */
    readonly dueAt: number
    readonly tries: number
    readonly data: unknown
    readonly error?: string
  }[]
  /** How many replies wait in the mailbox. */
  readonly waiting: number
}

/** Why a start has failed. */
export interface Failure {
  readonly message: string
  /** The message by the language of the page. */
  readonly texts?: Readonly<Record<'en' | 'zh', string>>
  /** The place of the error in the user's code. */
  readonly frame?: Frame
}

/** The state of the bots' process. */
export type ProcessState =
  /** `isSlow`: the start takes so long that something in it may never end. */
  | { readonly type: 'starting'; readonly because: string; readonly isSlow?: boolean }
  | { readonly type: 'ready' }
  /** The configuration or a plugin does not load. `stillRunning` says whether the former process goes on. */
  | ({ readonly type: 'failed'; readonly stillRunning: boolean } & Failure)

export interface PlaygroundOptions {
  /** The origin of the bots, `http://127.0.0.1:3000`. FakeWechat sends its requests there. */
  readonly origin: string
  /** Called when a switch was moved. Start the bots again, with the new result of {@link Playground.accounts}. */
  readonly onSettings: () => void
  /**
   * Asks the bots' process about a user. Without it the page shows no data of users.
   * @throws Error when no process answers.
   */
  readonly askAbout?: (question: UserQuestion) => Promise<UserData>
  /**
   * Called when the user lets time pass. Let it pass for the bots, call {@link Playground.ahead} as it passes, and
   * resolve when it has passed. Without this function time cannot be skipped.
   */
  readonly onSkip?: (ms: number) => Promise<void>
  /** The folder of the bots. Saved tests go to its `test`. Without a folder they can only be copied. */
  readonly folder?: string
  /**
   * The config file of the bots, if the user named it, relative to the folder in which the command runs. Saved tests
   * load it. They are run in that folder, too.
   */
  readonly configFile?: string
  /** Whether to use the configured accounts without a fake API. Then the switches cannot be moved. */
  readonly isReal?: boolean
  /** The URL that opens a file in the user's editor, with `{path}`, `{line}` and `{column}`. The path begins with `/`. */
  readonly editor?: string
  /** Host names that a request may have in Host and Origin, besides those of the loopback. */
  readonly hosts?: readonly string[]
}

export interface Playground {
  /**
   * Call it when a bots' process has loaded its configuration and asks how to start. Gives an account for each bot,
   * with FakeWechat and the fake API ready. The accounts come into force with the state `ready`.
   */
  readonly accounts: (bots: readonly LoadedBot[]) => Promise<readonly StandIn[]>
  /** Call it when the state changes. The page shows the new state. */
  readonly state: (state: ProcessState) => void
  /**
   * Call it with each record of the bots' process. An `error` in the record is already a string. `frame` is its place
   * in the user's code, without secrets.
   */
  readonly observe: (record: ObservedRecord, frame?: Frame) => void
  /**
   * Call it with each line of the bots' log, as pino wrote it. `zh` is its message in Chinese, where the caller knows
   * it: the page knows the messages of core.
   */
  readonly log: (line: Readonly<Record<string, unknown>>, zh?: string) => void
  /** Call it when the bots' clock has gone on: how far it is now ahead of the machine's, in milliseconds. */
  readonly ahead: (ms: number) => void
  /** Handles every request under {@link BASE}. Refuses a foreign Host or Origin with 403. */
  readonly handle: (request: IncomingMessage, response: ServerResponse) => void
  readonly close: () => Promise<void>
}
