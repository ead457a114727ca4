/** The Official Account (公众号) a bot serves. Holds the secrets; prints none of them. */
import { digestOfToken } from './crypto/digest.ts'

/** The three message modes of WeChat's console: 明文, 兼容, 安全. */
export type Mode = 'plain' | 'compat' | 'safe'

/** What handlers and plugins may know of the account. */
export interface AccountInfo {
  /** The bot's name in the configuration. */
  readonly name: string
  readonly appId?: string
  /** `gh_...` (原始 ID), as the message names it. Unknown before the first message. */
  readonly originalId?: string
}

export interface AccountOptions {
  readonly name: string
  readonly tokens: readonly string[]
  readonly mode: Mode
  readonly appId?: string
  readonly appSecret?: string
  /** Decoded EncodingAESKeys, 32 bytes each. */
  readonly keys?: readonly Uint8Array[]
}

/** Printed or serialised, it shows {@link AccountInfo} and the mode only. */
export class Account {
  readonly name: string
  readonly appId: string | undefined
  readonly mode: Mode
  /** All verify. The reply is signed with the one that opened the push. */
  declare readonly tokens: readonly string[]
  declare readonly appSecret: string | undefined
  /** All open. The reply is sealed with the one that opened the push. */
  declare readonly keys: readonly Uint8Array[]
  readonly #groups: ReadonlyMap<string, string>

  constructor(options: AccountOptions) {
    this.name = options.name
    this.appId = options.appId
    this.mode = options.mode
    // Not enumerable: util.inspect, JSON and spread pass them by.
    Object.defineProperty(this, 'tokens', { value: [...options.tokens] })
    Object.defineProperty(this, 'appSecret', { value: options.appSecret })
    Object.defineProperty(this, 'keys', { value: options.keys ?? [] })
    this.#groups = new Map(options.tokens.map((token) => [token, digestOfToken(token)]))
  }

  /** What stands for one of the tokens in keys of the Store: bots that share a token share its signatures. */
  groupOf(token: string): string {
    return this.#groups.get(token) ?? digestOfToken(token)
  }

  /** Whether the two have a token in common. */
  sharesTokenWith(other: Account): boolean {
    return this.tokens.some((token) => other.tokens.includes(token))
  }

  /**
   * Whose everything in the Store is: one account, whatever its bots are called. Without an appId the bot is
   * all there is to go by: a ToUserName is the sender's word, and another bot's token would open its box.
   */
  get scope(): string {
    return this.appId ?? `name:${this.name}`
  }

  info(originalId?: string): AccountInfo {
    return {
      name: this.name,
      ...(this.appId === undefined ? {} : { appId: this.appId }),
      ...(originalId === undefined ? {} : { originalId }),
    }
  }
}
