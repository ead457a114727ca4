/** A push (推送): one HTTP request from WeChat's server. */
import type { Clock, Moment } from '../clock.ts'
import { HANG_UP_MS } from '../protocol.ts'

/** The limit of a body, in bytes. WeChat's pushes have a few kB. */
export const BODY_LIMIT = 64 * 1024
/** The body must arrive within this time after the request headers. */
export const BODY_MS = 4000

/** The parts of a request that `verify` reads. */
export interface Incoming {
  readonly method: string
  /** The parsed query. A repeated parameter is a list. */
  readonly query: Readonly<Record<string, string | readonly string[] | undefined>>
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>
  /**
   * The address of the socket, or the address that a trusted proxy names. A text that is no address matches
   * no `allowFrom`, and is logged. The call asks the system, so it is made only when needed.
   */
  readonly remoteAddress: () => string
  /**
   * When `verify` began. Every deadline counts from here. Middleware of the user before the bot is not counted, so WeChat may
   * give up before `deadlineMs`.
   */
  readonly receivedAt: Moment
  /** Absent where the platform tells nothing of it. */
  readonly connection?: Connection | undefined
  /**
   * Reads the body, once.
   * @throws WechatBotError BODY_TOO_LARGE past `limit` bytes, BODY_TIMEOUT, BODY_ALREADY_READ.
   */
  readonly body: (limit: number) => Promise<Uint8Array>
}

/** The connection on which a push came. A socket of node is one. */
export interface Connection {
  readonly destroyed: boolean
  /** The peer has ended its side. WeChat and nginx do so when they wait no longer. */
  readonly readableEnded: boolean
}

/** A proven push, decrypted. */
export interface Push {
  readonly type: 'push'
  readonly receivedAt: Moment
  readonly connection?: Connection | undefined
  /** The message's XML in the clear. */
  readonly xml: string
  /** A name for the token that proved it, for keys of the Store. */
  readonly tokenGroup: string
  /** The signature as the Store names it, to be bound to the message. Absent if nothing is bound. */
  readonly signature?: string | undefined
  /** The account's original id in the envelope of an encrypted push. The message must have the same. */
  readonly sealedFor?: string | undefined
  /** Turns a reply's XML into a body that the sender of this push accepts. `now` is in milliseconds. */
  readonly seal: (xml: string, now: number) => string
}

/** The GET that WeChat's console sends when the configuration is saved (服务器配置验证). */
export interface Handshake {
  readonly type: 'handshake'
  /** The answer is this text, unchanged. */
  readonly echostr: string
}

/**
 * Whether nobody waits for the answer to this push any more. The peer has hung up, or this process stood still for longer
 * than any peer waits.
 */
export function isAbandoned({ receivedAt, connection }: Push, clock: Clock): boolean {
  if (connection?.destroyed || connection?.readableEnded) return true
  return clock.monotonic() - receivedAt.monotonic >= HANG_UP_MS
}
