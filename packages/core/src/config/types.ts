/** The configuration (配置), as the file writes it and as code passes it. */
import type { Mode } from '../account.ts'
import type { ApiOptions } from '../api/api.ts'
import type { WrittenMenu } from '../api/menu.ts'
import type { VerificationFile } from '../http/verification.ts'
import type { MailboxOptions } from '../late/mailbox.ts'
import type { LateName } from '../late/strategies.ts'
import type { Message } from '../message/types.ts'
import type { PluginEntry } from '../plugin/types.ts'
import type { LogLevel } from '../records/log.ts'
import type { BasicStore } from '../store/types.ts'
import type { OverlapName } from '../turn/overlap.ts'

/** The options of one bot. Only `token` is required; an unknown option is a problem at start. */
export interface BotConfig<S extends object = object> {
  /** Shown in logs and chosen with `--bot`: 1 to 64 letters, digits, _ or -. @default 'main' */
  readonly name?: string
  /** The path of the URL in WeChat's console (服务器地址). Each bot needs its own. @default '/wechat' */
  readonly path?: string
  /** 令牌 (Token): 3 to 32 letters or digits. With a list, all verify: for a change without a gap. */
  readonly token: string | readonly string[]
  /** AppID of the account, `wx` and 16 hexadecimal digits. Needed with `encodingAESKey` and `appSecret`. */
  readonly appId?: string
  /** AppSecret: turns the server API (服务端 API) on. In no log, error or printed object. */
  readonly appSecret?: string
  /** 消息加解密密钥: 43 characters. With a list, all open. Needs `appId`. */
  readonly encodingAESKey?: string | readonly string[]
  /** As chosen in WeChat's console. @default 'safe' with an encodingAESKey, else 'plain' */
  readonly mode?: Mode
  /** Tried in order. @default with appSecret customer-service then mailbox, else hold then mailbox */
  readonly late?: readonly LateName[]
  /** Asked in this order, before the bot's own handlers. The same one twice is `name#2`. @default none */
  readonly plugins?: readonly PluginEntry<NoInfer<S>>[]
  /**
   * How long a push may wait for the handlers, 100 to 4900 milliseconds from the moment the request headers have arrived.
   * WeChat closes the connection at 5000, so leave room for the network.
   *
   * @default 4500
   */
  readonly deadlineMs?: number
  /**
   * How many seconds, up to 86400, a push's timestamp may be away from our clock. 0 turns the check off: then anybody who has seen
   * one URL can replay it for ever.
   *
   * @default 300
   */
  readonly freshnessSeconds?: number
  /**
   * A signature belongs to the first message that it brought, at all bots that share its token.
   *
   * @default true
   */
  readonly bindSignatures?: boolean
  /** Addresses or CIDR ranges that may push; WeChat lists its own with getcallbackip. @default all */
  readonly allowFrom?: readonly string[]
  /** What the user reads when a handler fails. @default nothing (`success`) */
  readonly errorText?: string
  /**
   * How long a handler may take, 1000 to 600000 milliseconds. Then `ctx.signal` aborts, and the user gets
   * `errorText`. An event's handler has 50 s at the most where its reply goes out by the API.
   *
   * @default 60000
   */
  readonly handlerTimeoutMs?: number
  /**
   * What becomes of a reply that the user was promised, when its process has vanished, with a Store that
   * outlives it. `rerun`: the handlers run once more. `tell`: the user gets `interruptedText`.
   *
   * @default rerun; tell when something has left the process for the message: `ctx.send`, a call of the API
   */
  readonly interrupted?: 'rerun' | 'tell'
  /** @default '上一个问题被打断了，请再问一次' */
  readonly interruptedText?: string
  /**
   * What a user's message does while an earlier one of theirs is in flight. `queue`: it waits its turn,
   * 20 at most, then the user gets `errorText`.
   *
   * @default 'parallel'
   */
  readonly overlap?: OverlapName
  /** Trigger word, text and time of the mailbox. Has no effect where `late` lacks it. */
  readonly mailbox?: MailboxOptions
  /**
   * The menu below the chat, with WeChat's own field names, and `reply` on a button that the bot
   * answers. `wechatbot menu push` makes it WeChat's. What `menu/get` answers can be pasted.
   */
  readonly menu?: WrittenMenu
  /** Of the times of `every`: `Europe/Paris`, as the IANA names it. @default 'Asia/Shanghai' */
  readonly timeZone?: string
  /** Where the API is called, and by which token. */
  readonly api?: ApiOptions
  /**
   * Two pushes of one sender with the same text are the same message. What is no text, or empty, is replaced by
   * the default, with a warning. @default MsgId, or all fields of an event
   */
  readonly dedupeKey?: (message: Message) => string
}

/** The options of the server that all bots share. */
export interface ServerConfig {
  /** 0: a free one. @default 3000 */
  readonly port?: number
  /** @default '0.0.0.0' */
  readonly host?: string
  /**
   * Messages in flight at one time, over all bots. One more is answered with `errorText`, or not at
   * all, and is not handled.
   *
   * @default 1000
   */
  readonly maxInFlight?: number
  /** Milliseconds from the signal to stop until the process ends, at most. @default 10000 */
  readonly graceMs?: number
  /** Figures for Prometheus at `/metrics`, on a port of their own. @default off */
  readonly metrics?: {
    /** @default '127.0.0.1' */
    readonly host?: string
    /** @default 9464 */
    readonly port?: number
  }
  /**
   * Addresses or CIDR ranges of proxies whose X-Forwarded-For is believed: its first hop from the right
   * that is none of them is judged by `allowFrom`. @default none
   */
  readonly trustedProxies?: readonly string[]
  /**
   * Files that WeChat's console wants at the domain's root (域名验证): the name `MP_verify_AbCd1234.txt` is enough,
   * any other file is `{ name, content }`. No bot's path may be one of them. @default none
   */
  readonly verification?: readonly VerificationFile[]
}

/** `wechatbot.config.ts`. */
export interface Config {
  readonly server?: ServerConfig
  /** `memory:`, `sqlite:./wechatbot.db`, `redis://...`, or a Store. @default 'memory:' */
  readonly store?: string | BasicStore
  readonly log?: { readonly level?: LogLevel }
  readonly bots: readonly BotConfig[]
}

/** Gives the configuration its type; returns it as it is. */
export function defineConfig(config: Config): Config {
  return config
}
