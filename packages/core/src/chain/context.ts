/** The context of a handler: the message and the actions it allows. Koa's own context is `http`. */
import type { Account, AccountInfo } from '../account.ts'
import type { SendOptions, ServiceMessage } from '../api/customer-service.ts'
import type { Api } from '../api/types.ts'
import type { Message } from '../message/types.ts'
import type { Logger } from '../records/log.ts'
import type { ReplyInput } from '../reply/types.ts'
import type { Values } from '../store/types.ts'
import type { Turn } from '../turn/turn.ts'

export interface Context<M extends Message = Message, S extends object = object> {
  readonly message: M
  /**
   * The key of the message (排重), also in the log. Retries have the same key, and so has a second run after a crash:
   * what was done once can be kept under it.
   */
  readonly key: string
  /** The sender's OpenID (`FromUserName`). */
  readonly from: string
  readonly account: AccountInfo
  /** The highest attempt (重试) of this message seen so far, from 1. */
  readonly attempt: number
  /** Milliseconds since 1970: the last moment for a passive reply under the configured strategies. */
  readonly deadline: number
  /** Aborts only when no strategy can deliver a reply any more. */
  readonly signal: AbortSignal
  /** Shared by all middleware and handlers of one message. */
  readonly state: S
  /** In a plugin's handler, the plugin's logger. */
  readonly log: Logger
  /** In a plugin's handler, the plugin's part of the store. */
  readonly store: Values
  /** @throws WechatBotError NO_API when the account has no appSecret. */
  readonly api: Api
  /**
   * Sends a customer-service message (客服消息) by the API, besides the passive reply. It takes
   * the same messages as `bot.send`. WeChat allows five within 48 hours after a user's message.
   * @throws WechatBotError NO_API when the account has no appSecret; ApiError when WeChat refuses.
   */
  readonly send: (message: ReplyInput | ServiceMessage, options?: SendOptions) => Promise<void>
  /**
   * Shows 对方正在输入 to the user for up to 15 s. It works within 30 s of the user's message.
   * @throws WechatBotError NO_API when the account has no appSecret; ApiError when WeChat refuses.
   */
  readonly typing: () => Promise<void>
}

/** The owner of handlers and middleware: a plugin, or the bot itself. */
export interface Owner {
  readonly name: string
  readonly log: Logger
  readonly store: Values
}

/** The settings of the bot that a context needs. */
export interface ContextSettings {
  readonly account: Account
  /** Milliseconds for a passive reply, from the moment the first attempt's headers have arrived. */
  readonly passiveMs: number
}

/** The context of one turn for one owner. It is a class, because an object of getters costs 40 µs. */
export class TurnContext implements Context {
  readonly message: Message
  readonly key: string
  readonly from: string
  readonly deadline: number
  readonly log: Logger
  readonly store: Values
  readonly #turn: Turn
  readonly #account: Account
  readonly #api: () => Api

  constructor(
    turn: Turn,
    { log, store }: Owner,
    { account, passiveMs }: ContextSettings,
    api: () => Api,
  ) {
    this.message = turn.message
    this.key = turn.key
    this.from = turn.message.FromUserName
    this.deadline = turn.receivedAt.now + passiveMs
    this.log = log
    this.store = store
    this.#turn = turn
    this.#account = account
    this.#api = api
  }

  /** A getter, because a retry may come while the handler runs. */
  get attempt(): number {
    return this.#turn.attempts
  }

  get account(): AccountInfo {
    return this.#account.info(this.message.ToUserName)
  }

  get state(): object {
    return this.#turn.state
  }

  get signal(): AbortSignal {
    return this.#turn.signal
  }

  get api(): Api {
    const api = this.#api()
    void this.#turn.leaves()
    return api
  }

  /** A property, not a method, because handlers take it out of the context: `({ send }) => ...`. */
  get send(): Context['send'] {
    return async (message, options) => {
      const api = this.#api()
      await this.#turn.leaves()
      await api.send(this.from, message, options)
    }
  }

  get typing(): Context['typing'] {
    return async () => this.#api().typing(this.from)
  }
}
