/** What a handler gets: the message, and what may be done about it. Koa's own context is `http`. */
import type { Account, AccountInfo } from '../account.ts'
import type { Api } from '../api/types.ts'
import type { Message } from '../message/types.ts'
import type { Logger } from '../records/log.ts'
import type { ReplyInput } from '../reply/types.ts'
import type { Values } from '../store/types.ts'
import type { Turn } from '../turn/turn.ts'

export interface Context<M extends Message = Message, S extends object = object> {
  readonly message: M
  /** The sender's OpenID (`FromUserName`). */
  readonly from: string
  readonly account: AccountInfo
  /** The highest attempt (重试) of this message seen so far, from 1. */
  readonly attempt: number
  /** Milliseconds since 1970: the last moment of a passive reply under the strategies in force. */
  readonly deadline: number
  /** Aborts only when no strategy can deliver a reply any more. */
  readonly signal: AbortSignal
  /** Per message, shared by its middleware and handlers. */
  readonly state: S
  /** In a plugin's handler, the plugin's logger. */
  readonly log: Logger
  /** In a plugin's handler, the plugin's part of the store. */
  readonly store: Values
  /** @throws WechatBotError NO_API when the account has no appSecret. */
  readonly api: Api
  /**
   * Sends a customer-service message (客服消息) by the API, besides the passive reply.
   * @throws WechatBotError NO_API when the account has no appSecret; ApiError when WeChat refuses.
   */
  readonly send: (reply: ReplyInput) => Promise<void>
  /**
   * Shows 对方正在输入 to the user.
   * @throws WechatBotError NO_API when the account has no appSecret; ApiError when WeChat refuses.
   */
  readonly typing: () => Promise<void>
}

/** Whose code runs: a plugin, or the bot's own. */
export interface Owner {
  readonly name: string
  readonly log: Logger
  readonly store: Values
}

/** What a context needs of its bot. */
export interface ContextParts {
  readonly account: Account
  /** How long a passive reply can be on its way, from the first attempt's head. */
  readonly passiveMs: number
  readonly api: () => Api
}

/** The context of one turn for one owner. A class: an object of getters costs 40 µs. */
export class TurnContext implements Context {
  readonly message: Message
  readonly from: string
  readonly deadline: number
  readonly log: Logger
  readonly store: Values
  readonly #turn: Turn
  readonly #bot: ContextParts

  constructor(turn: Turn, { log, store }: Owner, bot: ContextParts) {
    this.message = turn.message
    this.from = turn.message.FromUserName
    this.deadline = turn.receivedAt.now + bot.passiveMs
    this.log = log
    this.store = store
    this.#turn = turn
    this.#bot = bot
  }

  /** A getter: a retry may come while the handler runs. */
  get attempt(): number {
    return this.#turn.attempts
  }

  get account(): AccountInfo {
    return this.#bot.account.info(this.message.ToUserName)
  }

  get state(): object {
    return this.#turn.state
  }

  get signal(): AbortSignal {
    return this.#turn.signal
  }

  get api(): Api {
    return this.#bot.api()
  }

  /** Not a method: handlers take it out of the context, `({ send }) => ...`. */
  get send(): Context['send'] {
    return async (reply) => this.api.send(this.from, reply)
  }

  get typing(): Context['typing'] {
    return async () => this.api.typing(this.from)
  }
}
