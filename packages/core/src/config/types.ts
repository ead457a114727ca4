/** The configuration (配置) in a file and in code. */
import type { Mode } from '../account.ts'
import type { ApiOptions } from '../api/api.ts'
import type { WrittenMenu } from '../api/menu.ts'
import type { VerificationFile } from '../http/verification.ts'
import type { MailboxOptions } from '../late/mailbox.ts'
import type { LateName } from '../late/strategies.ts'
import type { Message } from '../message/types.ts'
import type { PluginEntry } from '../plugin/types.ts'
import type { LogLevel } from '../records/log.ts'
import type { Observe } from '../records/observe.ts'
import type { BasicStore } from '../store/types.ts'
import type { OverlapName } from '../turn/overlap.ts'

/** The options of one bot. Only `token` is required. An unknown option is a problem at start. */
export interface BotConfig<S extends object = object> {
  /** The name in logs and for `--bot`: 1 to 64 letters, digits, _ or -. @default 'main' */
  readonly name?: string
  /** The path of the URL in WeChat's console (服务器地址). Each bot needs its own. @default '/wechat' */
  readonly path?: string
  /** 令牌 (Token): 3 to 32 letters or digits. Every token of a list verifies, so that a change has no gap. */
  readonly token: string | readonly string[]
  /** The account's AppID: `wx` and 16 hexadecimal digits. `encodingAESKey` and `appSecret` need it. */
  readonly appId?: string | undefined
  /**
   * The account's AppSecret. It turns the server API (服务端 API) on. No log, error or printed
   * object shows it.
   */
  readonly appSecret?: string | undefined
  /** 消息加解密密钥: 43 characters. Every key of a list opens pushes. Needs `appId`. */
  readonly encodingAESKey?: string | readonly string[] | undefined
  /**
   * The message mode that is chosen in WeChat's console.
   * @default 'safe' with an encodingAESKey, else 'plain'
   */
  readonly mode?: Mode
  /**
   * The strategies for late replies, tried in order.
   * @default with appSecret customer-service then mailbox, else hold then mailbox
   */
  readonly late?: readonly LateName[]
  /**
   * The plugins, asked in this order before the bot's own handlers. The second use of one is `name#2`.
   * @default none
   */
  readonly plugins?: readonly PluginEntry<NoInfer<S>>[]
  /**
   * How long a push may wait for the handlers: 100 to 4900 milliseconds from the moment the request
   * headers have arrived. WeChat closes the connection at 5000, so leave time for the network.
   *
   * @default 4500
   */
  readonly deadlineMs?: number
  /**
   * The greatest difference between a push's timestamp and our clock, in seconds, up to 86400. 0
   * turns the check off. Then anybody who has seen one URL can replay it for ever.
   *
   * @default 300
   */
  readonly freshnessSeconds?: number
  /**
   * Binds each signature to the first message that came with it, at all bots that share its token.
   *
   * @default true
   */
  readonly bindSignatures?: boolean
  /** Addresses or CIDR ranges that may push. WeChat lists its own with getcallbackip. @default all */
  readonly allowFrom?: readonly string[]
  /** The user reads this text when a handler fails. @default nothing (`success`) */
  readonly errorText?: string
  /**
   * How long a handler may take, 1000 to 600000 milliseconds. After that `ctx.signal` aborts, and the user
   * gets `errorText`. An event's handler has 50 s at most if its reply goes out by the API.
   *
   * @default 60000
   */
  readonly handlerTimeoutMs?: number
  /**
   * What happens to a message whose process has vanished, if its reply was promised, or if something has left for it and
   * WeChat sends it again. This needs a Store that
   * outlives the process. `rerun`: the handlers run once more. `tell`: the user gets
   * `interruptedText`.
   *
   * @default rerun; tell after `ctx.send` or another API call for the message
   */
  readonly interrupted?: 'rerun' | 'tell'
  /** @default '上一个问题被打断了，请再问一次' */
  readonly interruptedText?: string
  /**
   * What happens to a user's message while an earlier message of theirs is in flight. `queue`: the
   * message waits for its turn. At most 20 wait; a further one is answered with `errorText`.
   *
   * @default 'parallel'
   */
  readonly overlap?: OverlapName
  /** Trigger word, text and time limit of the mailbox. Has no effect if `late` lacks `mailbox`. */
  readonly mailbox?: MailboxOptions
  /**
   * The menu below the chat, with WeChat's own field names. A button that the bot answers also has `reply`.
   * `wechatbot menu push` sends the menu to WeChat. The answer of `menu/get` can be pasted here.
   */
  readonly menu?: WrittenMenu
  /**
   * The time zone of `every`, and of hours and dates in plugins, by its IANA name: `Europe/Paris`.
   * @default 'Asia/Shanghai'
   */
  readonly timeZone?: string
  /** The API's address, and the source of its token. */
  readonly api?: ApiOptions
  /**
   * Pushes of one sender for which this returns the same text are the same message. A value that is no
   * text, or empty, is replaced by the default, with a warning. @default MsgId, or all fields of an event
   */
  readonly dedupeKey?: (message: Message) => string
  /** Called for every record: of a message's life, of jobs, and of the metrics of plugins. */
  readonly observe?: Observe
}

/** The options of the server that all bots share. */
export interface ServerConfig {
  /** 0 chooses a free port. @default 3000 */
  readonly port?: number
  /** @default '0.0.0.0' */
  readonly host?: string
  /**
   * The most messages in flight at one time, over all bots. A further message is not handled. It is
   * answered with `errorText`, or not at all.
   *
   * @default 1000
   */
  readonly maxInFlight?: number
  /** The most milliseconds between the signal to stop and the end of the process. @default 10000 */
  readonly graceMs?: number
  /** Serves figures for Prometheus at `/metrics`, on a separate port. @default off */
  readonly metrics?: {
    /** @default '127.0.0.1' */
    readonly host?: string
    /** @default 9464 */
    readonly port?: number
  }
  /**
   * Addresses or CIDR ranges of proxies whose X-Forwarded-For is believed. `allowFrom` judges its
   * first hop from the right that is none of these proxies. @default none
   */
  readonly trustedProxies?: readonly string[]
  /**
   * Files that WeChat's console wants at the domain's root (域名验证). For `MP_verify_AbCd1234.txt`
   * the name is enough. Any other file is `{ name, content }`. No bot's path may equal one of them.
   * @default none
   */
  readonly verification?: readonly VerificationFile[]
}

/** The content of `wechatbot.config.ts`. */
export interface Config {
  readonly server?: ServerConfig
  /** `memory:`, `sqlite:./wechatbot.db`, `redis://...`, or a Store. @default 'memory:' */
  readonly store?: string | BasicStore
  readonly log?: { readonly level?: LogLevel }
  readonly bots: readonly BotConfig[]
}

/** Gives the configuration its type, and returns it unchanged. */
export function defineConfig(config: Config): Config {
  return config
}
