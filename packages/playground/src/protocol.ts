/** What the server tells the page (Server-Sent Events), and what the page asks for (POST, JSON). */
import type { ErrorCode, Menu, Way, XmlFields } from '@wechatbot/core'
import type { Frame } from './frame.ts'
import type { ProcessState, Settings } from './types.ts'

/** A bot as the page knows it. It holds no secret. */
export interface ShownBot {
  readonly name: string
  /** The name of its account in the chat. */
  readonly accountName: string
  readonly path: string
  readonly plugins: readonly string[]
  readonly settings: Settings
  /** The menu in WeChat's form. */
  readonly menu?: Menu
}

/** One request for a message, by WeChat or by another program. */
export interface PageAttempt {
  readonly number: number
  /** Milliseconds after the message was sent. */
  readonly at: number
  /** Absent while the request is open. */
  readonly ms?: number
  readonly outcome?: 'answered' | 'cut' | 'failed'
  /** The state that the store gave the attempt: run, joined, done ... */
  readonly state?: string
  readonly status?: number
  /** The body of the response. In safe mode it is encrypted. */
  readonly body?: string
}

/** One handler or middleware that was asked. */
export interface PageAsked {
  readonly plugin: string
  /** The filter of the handler, in words. Absent for middleware. */
  readonly filter?: string
  /** When it was called, in milliseconds after the message was sent. */
  readonly at: number
  /** In milliseconds. For middleware it includes everything that ran inside it. Absent while it runs. */
  readonly ms?: number
  /** Absent while it runs. */
  readonly outcome?: 'answered' | 'passed' | 'failed'
}

/** The result of the chain: the handler that answered, or the handler that failed. */
export interface PageHandler {
  /** Undefined for a handler of the bot itself, and when no handler answered. */
  readonly plugin?: string
  /** When it ended, in milliseconds after the message was sent. */
  readonly at: number
  readonly ms: number
  /** The type of its reply. */
  readonly reply: string
  readonly error?: string
  /** The place of the error in the user's code. */
  readonly frame?: Frame
}

/** The text of a growing reply so far. */
export interface PageWritten {
  readonly text: string
  readonly isOver: boolean
}

/** A part of a growing or late reply that went out. */
export interface PagePart {
  readonly at: number
  readonly by: Way
  /** In UTF-16 units. The parts of a growing reply follow each other without a gap. */
  readonly length: number
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

/** A message with all its details. It is sent as a whole whenever one of them changes. */
export interface PageExchange {
  readonly id: string
  readonly bot: string
  readonly openid: string
  /** Milliseconds since 1970. */
  readonly at: number
  readonly kind: string
  readonly fields: XmlFields
  /** The XML of the push, decrypted. */
  readonly xml: string
  /** The push as it was sent, in safe and compatible mode. Unknown for a push of another program. */
  readonly sealed?: string
  /** Whether the page sent it. Otherwise another program did (`wechatbot send`, WeChat). */
  readonly isOurs: boolean
  readonly attempts: readonly PageAttempt[]
  /** In the order in which they were called: middleware comes before the handlers inside it. */
  readonly asked: readonly PageAsked[]
  readonly handlers: readonly PageHandler[]
  /** Waits for an earlier message of its user. */
  readonly isQueued?: boolean
  /** The mailbox answered it. No handler was asked. */
  readonly isTakenUp?: boolean
  /** Why the bot refused the push. */
  readonly refused?: ErrorCode
  readonly written?: PageWritten
  readonly parts: readonly PagePart[]
  readonly late: readonly PageLate[]
  readonly lines: readonly PageLine[]
  readonly seen?: PageSeen
  /** When the user saw the reply, in milliseconds after the message was sent. */
  readonly seenAt?: number
}

/** A user whose chat shows 「对方正在输入…」. */
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
  /** The message that it most likely answers. */
  readonly exchange?: string
}

/** A line of the bots' log. */
export interface PageLine {
  readonly at: number
  /** The levels of pino: 30 info, 40 warn, 50 error. */
  readonly level: number
  readonly text: string
  /** The text in Chinese, of a line that the framework writes often. */
  readonly zh?: string
  readonly detail: Readonly<Record<string, unknown>>
}

export interface Snapshot {
  readonly bots: readonly ShownBot[]
  readonly state: ProcessState
  readonly exchanges: readonly PageExchange[]
  readonly sent: readonly PageSent[]
  readonly typing: readonly PageTyping[]
  readonly lines: readonly PageLine[]
  /** Whether the account is the real one. Then the switches cannot be moved. */
  readonly isReal: boolean
  /** The URL that opens a file in the user's editor, with `{path}`, `{line}` and `{column}`. */
  readonly editor?: string
  /** How far the bots' clock is ahead of the machine's, in milliseconds. */
  readonly aheadMs: number
  /** Whether everything was cleared and can be brought back. */
  readonly hasCleared: boolean
}

/** The data of one event. */
export type PageEvent =
  | { readonly type: 'snapshot'; readonly snapshot: Snapshot }
  | { readonly type: 'bots'; readonly bots: readonly ShownBot[] }
  | { readonly type: 'state'; readonly state: ProcessState }
  | { readonly type: 'exchange'; readonly exchange: PageExchange }
  | { readonly type: 'sent'; readonly sent: PageSent }
  | { readonly type: 'typing'; readonly typing: readonly PageTyping[] }
  | { readonly type: 'line'; readonly line: PageLine }
  | { readonly type: 'ahead'; readonly aheadMs: number }

/** Fields of a push. Some fields of menus and cards contain further fields. */
export interface PushFields {
  readonly [name: string]: string | PushFields
}

/** The body of `POST send`. */
export interface SendCommand {
  readonly bot: string
  readonly openid: string
  /** `text`, `event:CLICK` ... */
  readonly kind: string
  readonly fields?: PushFields
  /** Sends three copies at the same time, instead of one request and its retries. */
  readonly isDuplicated?: boolean
  /** Signs with a wrong token. */
  readonly isForged?: boolean
}

/** The body of `POST settings`. */
export interface SettingsCommand extends Partial<Settings> {
  readonly bot: string
}

/** The body of `POST spec`: a test of the chat of this user. The answer holds it as `spec`. */
export interface SpecCommand {
  readonly bot: string
  readonly openid: string
  /** Whether to write it into the folder of the bots. Then the answer also holds its `file`. */
  readonly isSaved: boolean
}

/** The body of `POST skip`: lets this time pass for the bots. */
export interface SkipCommand {
  /** Milliseconds. */
  readonly ms: number
}
