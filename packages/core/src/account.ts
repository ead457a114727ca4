/** The Official Account (公众号) that a bot serves. It holds the secrets and prints none of them. */
import { digestOfToken } from './crypto/digest.ts'

/** The three message modes of WeChat's console: 明文, 兼容, 安全. */
export type Mode = 'plain' | 'compat' | 'safe'

/** The facts about the account that handlers and plugins may know. */
export interface AccountInfo {
  /** The bot's name in the configuration. */
  readonly name: string
  readonly appId?: string
  /** `gh_...` (原始 ID), as the message gives it. Unknown before the first message. */
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

/** Printing or serialising an account shows {@link AccountInfo} and the mode only. */
export class Account {
  readonly name: string
  readonly appId: string | undefined
  readonly mode: Mode
  /** Every token can verify a push. The reply is signed with the token that verified its push. */
  declare readonly tokens: readonly string[]
  declare readonly appSecret: string | undefined
  /** Every key can open a push. The reply is sealed with the key that opened its push. */
  declare readonly keys: readonly Uint8Array[]
  readonly #groups: ReadonlyMap<string, string>

  constructor(options: AccountOptions) {
    this.name = options.name
    this.appId = options.appId
    this.mode = options.mode
    // Not enumerable, so util.inspect, JSON and spread skip it.
    Object.defineProperty(this, 'tokens', { value: [...options.tokens] })
    Object.defineProperty(this, 'appSecret', { value: options.appSecret })
    Object.defineProperty(this, 'keys', { value: options.keys ?? [] })
    this.#groups = new Map(options.tokens.map((token) => [token, digestOfToken(token)]))
  }

  /** A name for the token in keys of the Store. Bots that share a token share its signatures. */
  groupOf(token: string): string {
    return this.#groups.get(token) ?? digestOfToken(token)
  }

  /** Whether the two accounts have a token in common. */
  sharesTokenWith(other: Account): boolean {
    return this.tokens.some((token) => other.tokens.includes(token))
  }

  /**
   * The scope that all keys of this account in the Store begin with. With an appId it is the account's,
   * whatever its bots are called. Without an appId it is the bot's name: the sender chooses ToUserName, so
   * a scope made of it would let another bot's token open this bot's mailbox.
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
