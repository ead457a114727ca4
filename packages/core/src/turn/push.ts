/** A push (推送): one HTTP request from WeChat's server. */
import type { Moment } from '../clock.ts'

/** Of a body, in bytes. WeChat's pushes have a few kB. */
export const BODY_LIMIT = 64 * 1024

/** All that `verify` sees of a request. */
export interface Incoming {
  readonly method: string
  /** As parsed; a repeated parameter is a list. */
  readonly query: Readonly<Record<string, string | readonly string[] | undefined>>
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>
  /**
   * Of the socket, or as named by a trusted proxy; what is no address is in no `allowFrom`, and stands in
   * the log. Asked of the system, so only when needed.
   */
  readonly remoteAddress: () => string
  /** t0: the head was complete. Every deadline counts from here. */
  readonly receivedAt: Moment
  /**
   * Reads the body, once.
   * @throws WechatBotError BODY_TOO_LARGE past `limit` bytes, BODY_TIMEOUT, BODY_ALREADY_READ.
   */
  readonly body: (limit: number) => Promise<Uint8Array>
}

/** A proven push, opened. */
export interface Push {
  readonly type: 'push'
  readonly receivedAt: Moment
  /** The message's XML in the clear. */
  readonly xml: string
  /** Stands for the token that proved it, in keys of the Store. */
  readonly tokenGroup: string
  /** To be bound to the message it brought, as the Store names it; absent where nothing is bound. */
  readonly signature?: string | undefined
  /** The account's original id as the envelope of an encrypted push names it; the message must agree. */
  readonly sealedFor?: string
  /** Makes a reply's XML a body that the sender of this push accepts. `now` in milliseconds. */
  readonly seal: (xml: string, now: number) => string
}

/** The GET that WeChat's console sends when the configuration is saved (服务器配置验证). */
export interface Handshake {
  readonly type: 'handshake'
  /** To be answered unchanged. */
  readonly echostr: string
}
