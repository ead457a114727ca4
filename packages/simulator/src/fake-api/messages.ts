/**
 * Customer-service messages, with the windows and quotas of WeChat.
 * Source: developers.weixin.qq.com, Service_Center_messages (客服接口-发消息), the rules since 2023-06, read in 2026-11. A
 * rule that is not on that page is marked "unconfirmed".
 */

import type { Clock } from '@wechatbot/core'
import { isEventKind } from '@wechatbot/core/internal/message/filter'
import { Errcode } from './errcode.ts'
import { Kept } from './kept.ts'

const MINUTE_MS = 60_000
/** 用户发送信息: five within 48 hours. It is unconfirmed that each further message of the user begins a new window. */
const MESSAGE = { left: 5, ms: 48 * 60 * MINUTE_MS }
/** 点击自定义菜单, 关注公众号, 扫描二维码: three within a minute. */
const ACTION = { left: 3, ms: MINUTE_MS }
const ACTIONS = [
  'event:click',
  'event:scancode_push',
  'event:scancode_waitmsg',
  'event:subscribe',
  'event:scan',
]
/**
 * 客服输入状态: allowed within 30 s of the user's last message (else 45080). It lasts 15 s, and a second one in that time
 * is refused (45081). A message to the user ends it.
 */
const TYPING_WITHIN_MS = 30_000
const TYPING_MS = 15_000
/** 45002. The limit is not documented for this endpoint (unconfirmed): it is that of the passive reply. */
const MAX_TEXT_BYTES = 2048

/** Required fields of each msgtype. Except for 44004 it is unconfirmed which errcode belongs to which field. */
const REQUIRED: Readonly<Record<string, readonly string[]>> = {
  text: ['content'],
  image: ['media_id'],
  voice: ['media_id'],
  video: ['media_id'],
  music: ['musicurl', 'hqmusicurl', 'thumb_media_id'],
  news: ['articles'],
  mpnews: ['media_id'],
  mpnewsarticle: ['article_id'],
  msgmenu: ['list'],
  wxcard: ['card_id'],
  miniprogrampage: ['appid', 'pagepath', 'thumb_media_id'],
}

/** A message that reached its user. */
export interface SentMessage {
  readonly openid: string
  readonly msgtype: string
  /** The object of that type, such as `{ content }` for a text. */
  readonly content: Readonly<Record<string, unknown>>
  /** Milliseconds since 1970. */
  readonly at: number
}

/** What the title of a chat shows to its user. */
export interface Typing {
  readonly openid: string
  /** 「对方正在输入…」 is shown until then, in milliseconds since 1970. 0 when it is no longer shown. */
  readonly until: number
}

interface Grant {
  left: number
  readonly until: number
}

interface Visitor {
  message: Grant
  action: Grant
  lastAt: number
  typingUntil: number
}

export class FakeMessages {
  readonly #clock: Clock
  readonly #visitors = new Map<string, Visitor>()
  readonly #listeners = new Set<(message: SentMessage) => void>()
  readonly #onlookers = new Set<(typing: Typing) => void>()
  readonly #sent = new Kept<SentMessage>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** The messages, oldest first. Only the newest are kept. */
  get sent(): readonly SentMessage[] {
    return this.#sent.items
  }

  /** Calls `listener` with each message that reaches its user, until the returned function is called. */
  onSent(listener: (message: SentMessage) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Calls `listener` whenever typing begins or ends, until the returned function is called. */
  onTyping(listener: (typing: Typing) => void): () => void {
    this.#onlookers.add(listener)
    return () => this.#onlookers.delete(listener)
  }

  /** Notes a message or an action of a user that opens a window. */
  note(openid: string, kind: string): void {
    const now = this.#clock.now()
    const none = { left: 0, until: 0 }
    const visitor = this.#visitors.get(openid) ?? {
      message: none,
      action: none,
      lastAt: now,
      typingUntil: 0,
    }
    const what = kind.toLowerCase()
    if (!isEventKind(what)) {
      visitor.message = { left: MESSAGE.left, until: now + MESSAGE.ms }
      visitor.lastAt = now
    } else if (ACTIONS.includes(what)) {
      visitor.action = { left: ACTION.left, until: now + ACTION.ms }
    } else if (what === 'event:unsubscribe') {
      // 45015: response out of time limit or subscription is canceled.
      this.#visitors.delete(openid)
      return
    }
    this.#visitors.set(openid, visitor)
  }

  /** `POST /cgi-bin/message/custom/send`. */
  send(body: Readonly<Record<string, unknown>>): object {
    const { touser: openid, msgtype } = body
    const content = body[String(msgtype)] as Record<string, unknown> | undefined
    const required = REQUIRED[String(msgtype)]
    if (typeof openid !== 'string') throw new Errcode(40003, 'invalid openid')
    if (required === undefined || typeof content !== 'object') {
      throw new Errcode(40008, 'invalid message type')
    }
    for (const field of required) {
      if (content[field] === undefined || content[field] === '') {
        throw new Errcode(field === 'content' ? 44004 : 40007, `empty ${field}`)
      }
    }
    const text = String(content.content ?? '')
    if (Buffer.byteLength(text) > MAX_TEXT_BYTES)
      throw new Errcode(45002, 'content size out of limit')
    if (msgtype === 'news' && (content.articles as unknown[]).length > 1) {
      throw new Errcode(45008, 'article size out of limit')
    }
    this.#spend(openid)
    const message = { openid, msgtype: String(msgtype), content, at: this.#clock.now() }
    this.#sent.add(message, JSON.stringify(content).length)
    for (const listener of this.#listeners) listener(message)
    const visitor = this.#visitors.get(openid)
    if (visitor !== undefined && visitor.typingUntil > 0) this.#type(openid, visitor, 0)
    return {}
  }

  /** `POST /cgi-bin/message/custom/typing`. */
  typing({ touser, command }: Readonly<Record<string, unknown>>): object {
    const now = this.#clock.now()
    if (command !== 'Typing' && command !== 'CancelTyping') {
      throw new Errcode(45072, 'invalid command')
    }
    const visitor = this.#visitors.get(String(touser))
    if (visitor === undefined || now - visitor.lastAt > TYPING_WITHIN_MS) {
      throw new Errcode(45080, 'out of response limit')
    }
    if (command === 'Typing' && visitor.typingUntil > now)
      throw new Errcode(45081, 'already typing')
    this.#type(String(touser), visitor, command === 'Typing' ? now + TYPING_MS : 0)
    return {}
  }

  #type(openid: string, visitor: Visitor, until: number): void {
    visitor.typingUntil = until
    for (const listener of this.#onlookers) listener({ openid, until })
  }

  #spend(openid: string): void {
    const now = this.#clock.now()
    const visitor = this.#visitors.get(openid)
    const open = visitor ? [visitor.action, visitor.message].filter(({ until }) => until > now) : []
    if (open.length === 0)
      throw new Errcode(45015, 'response out of time limit or subscription is canceled')
    // With two open windows the short one is used first. What WeChat does is unconfirmed.
    const grant = open.find(({ left }) => left > 0)
    if (grant === undefined) throw new Errcode(45047, 'out of response count limit')
    grant.left -= 1
  }
}
