/** What the page is told (Server-Sent Events) and what it asks for (POST, JSON). */
import type { Menu, XmlFields } from '@wechatbot/core'
import type { ProcessState, Settings } from './types.ts'

/** A bot as the page knows it: nothing secret. */
export interface ShownBot {
  readonly name: string
  readonly path: string
  readonly plugins: readonly string[]
  readonly settings: Settings
  /** As WeChat has it. */
  readonly menu?: Menu
}

/** One request of WeChat for a message, or one that came from somewhere else. */
export interface PageAttempt {
  readonly number: number
  /** Milliseconds after the message was sent. */
  readonly at: number
  /** Missing while the request is open. */
  readonly ms?: number
  readonly outcome?: 'answered' | 'cut' | 'failed'
  /** What the store made of it: run, joined, done ... */
  readonly state?: string
  readonly status?: number
  /** The response as it came, sealed in safe mode. */
  readonly body?: string
}

/** One handler or middleware that was asked. */
export interface PageAsked {
  readonly plugin: string
  /** What it was registered with, in words; missing for middleware. */
  readonly filter?: string
  /** When it ended, in milliseconds after the message was sent. */
  readonly at: number
  /** Of middleware with all that it is around. */
  readonly ms: number
  readonly outcome: 'answered' | 'passed' | 'failed'
}

/** The chain that ran: who answered of those who were asked, or who failed. */
export interface PageHandler {
  /** Undefined for a handler of the bot itself, and when nobody answered. */
  readonly plugin?: string
  /** When it ended, in milliseconds after the message was sent. */
  readonly at: number
  readonly ms: number
  /** The type of its reply. */
  readonly reply: string
  readonly error?: string
}

/** What happened at the deadline. */
export interface PageLate {
  readonly at: number
  readonly attempt: number
  readonly strategy: string
  readonly response: string
}

export type PageSeen =
  | { readonly type: 'reply'; readonly reply: XmlFields; readonly xml: string }
  | { readonly type: 'silence' }
  /** 「该公众号暂时无法提供服务，请稍后再试」 */
  | { readonly type: 'outage'; readonly why: string }

/** A message and all that is known of it. Sent whole whenever something of it is new. */
export interface PageExchange {
  readonly id: string
  readonly bot: string
  readonly openid: string
  /** Milliseconds since 1970. */
  readonly at: number
  readonly kind: string
  readonly fields: XmlFields
  /** In the clear. */
  readonly xml: string
  /** The push as it went out, in safe and compatible mode; of what somebody else sent, not known. */
  readonly sealed?: string
  /** Whether the page sent it; else somebody else did (`wechatbot send`, WeChat). */
  readonly isOurs: boolean
  readonly attempts: readonly PageAttempt[]
  /** In the order in which they ended: middleware after what it is around. */
  readonly asked: readonly PageAsked[]
  readonly handlers: readonly PageHandler[]
  readonly late: readonly PageLate[]
  readonly lines: readonly PageLine[]
  readonly seen?: PageSeen
  /** When `seen` was, in milliseconds after the message was sent. */
  readonly seenAt?: number
}

/** A user whose chat says 「对方正在输入…」. */
export interface PageTyping {
  readonly bot: string
  readonly openid: string
}

/** A customer-service message that reached its user. */
export interface PageSent {
  readonly id: string
  readonly bot: string
  readonly openid: string
  readonly at: number
  readonly msgtype: string
  readonly content: Readonly<Record<string, unknown>>
  /** The message it most likely belongs to. */
  readonly exchange?: string
}

/** A line of the bots' log. */
export interface PageLine {
  readonly at: number
  /** As pino counts: 30 info, 40 warn, 50 error. */
  readonly level: number
  readonly text: string
  readonly detail: Readonly<Record<string, unknown>>
}

export interface Snapshot {
  readonly bots: readonly ShownBot[]
  readonly state: ProcessState
  readonly exchanges: readonly PageExchange[]
  readonly sent: readonly PageSent[]
  readonly typing: readonly PageTyping[]
  readonly lines: readonly PageLine[]
  /** Whether the account is the real one: then the switches stand still. */
  readonly isReal: boolean
}

/** Each is the data of one event. */
export type PageEvent =
  | { readonly type: 'snapshot'; readonly snapshot: Snapshot }
  | { readonly type: 'bots'; readonly bots: readonly ShownBot[] }
  | { readonly type: 'state'; readonly state: ProcessState }
  | { readonly type: 'exchange'; readonly exchange: PageExchange }
  | { readonly type: 'sent'; readonly sent: PageSent }
  | { readonly type: 'typing'; readonly typing: readonly PageTyping[] }
  | { readonly type: 'line'; readonly line: PageLine }

/** Fields of a push; some of menus and cards hold further ones. */
export interface PushFields {
  readonly [name: string]: string | PushFields
}

/** `POST send`. */
export interface SendCommand {
  readonly bot: string
  readonly openid: string
  /** `text`, `event:CLICK` ... */
  readonly kind: string
  readonly fields?: PushFields
  /** Three copies at once instead of one request and its retries. */
  readonly isDuplicated?: boolean
  /** The signature is of another token. */
  readonly isForged?: boolean
}

/** `POST settings`. */
export interface SettingsCommand extends Partial<Settings> {
  readonly bot: string
}
