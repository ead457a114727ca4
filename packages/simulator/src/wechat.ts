/** FakeWechat: users who talk to a bot, and what they would see. */
import { type Clock, parseXml, systemClock, type XmlInput } from '@wechatbot/core'
import type { ManualClock } from './clock.ts'
import { type DeliveryOptions, deliverPush } from './delivery.ts'
import { Exchange, type Outcome } from './exchange.ts'
import { type Asked, judge, type Seen } from './judge.ts'
import { createPush, SAMPLE_ACCOUNT } from './push.ts'
import type { AccountSecrets } from './sign.ts'
import { overHttp, type Transport } from './transport.ts'

/** A user of the account (用户). Each method is one message; await it, or what it should bring. */
export interface FakeUser {
  readonly openid: string
  readonly says: (content: string) => Exchange
  /** Any push: `sends('image', { MediaId: 'x' })`, `sends('event:VIEW', { EventKey: 'https://...' })`. */
  readonly sends: (kind: string, fields?: XmlInput) => Exchange
  /** A click on a menu button of type click. */
  readonly clicks: (key: string) => Exchange
  /** Follows the account, by a QR code if `scene` is given. */
  readonly follows: (options?: { readonly scene?: string }) => Exchange
  readonly unfollows: () => Exchange
}

export interface FakeWechatOptions extends AccountSecrets, DeliveryOptions {
  /** Where the bot is; a transport of its own, or a URL for real HTTP. */
  readonly bot: Transport | string | URL
  /** The account's original id. @default {@link SAMPLE_ACCOUNT} */
  readonly account?: string
  /** A manual clock goes on by itself while a message is on its way. @default the machine's */
  readonly clock?: Clock | ManualClock
}

/** WeChat's server, as a bot meets it: any bot that speaks the protocol, not only ours. */
export class FakeWechat {
  readonly #options: FakeWechatOptions
  readonly #transport: Transport
  readonly #clock: Clock | ManualClock
  #onTheWay = 0
  /** When each user last did the same thing, in milliseconds since 1970. */
  readonly #seconds = new Map<string, number>()

  constructor(options: FakeWechatOptions) {
    this.#options = options
    const { bot } = options
    this.#transport = typeof bot === 'function' ? bot : overHttp(bot)
    this.#clock = options.clock ?? systemClock
  }

  user(openid: string): FakeUser {
    const sends = (kind: string, fields: XmlInput = {}) =>
      new Exchange(openid, kind, fields, this.#deliver(openid, kind, fields))
    return {
      openid,
      sends,
      says: (content) => sends('text', { Content: content }),
      clicks: (key) => sends('event:CLICK', { EventKey: key }),
      follows: ({ scene } = {}) =>
        sends('event:subscribe', {
          EventKey: scene === undefined ? '' : `qrscene_${scene}`,
          ...(scene === undefined ? {} : { Ticket: 'sample-ticket' }),
        }),
      unfollows: () => sends('event:unsubscribe'),
    }
  }

  /** Delivers XML of your own; who says what to whom is read from it. */
  sendXml(xml: string): Exchange {
    const { kind, openid } = readAsked(xml)
    return new Exchange(openid, kind, {}, this.#deliverXml(xml))
  }

  #deliver(openid: string, kind: string, fields: XmlInput): Promise<Outcome> {
    const to = this.#options.account ?? SAMPLE_ACCOUNT
    const now = this.#ownSecond(`${openid} ${kind} ${JSON.stringify(fields)}`)
    return this.#deliverXml(createPush({ kind, fields, from: openid, to, now }))
  }

  /**
   * Events have no MsgId: the same one twice in a second is the same event (FromUserName and
   * CreateTime). A user who does it twice needs longer.
   */
  #ownSecond(what: string): number {
    const now = Math.max(this.#clock.now(), (this.#seconds.get(what) ?? 0) + 1000)
    this.#seconds.set(what, now)
    return now
  }

  async #deliverXml(xml: string): Promise<Outcome> {
    const options = this.#options
    const asked = readAsked(xml)
    this.#onTheWay += 1
    void this.#passTime()
    try {
      const attempts = await deliverPush(xml, options, this.#transport, this.#clock, options)
      const each = attempts
        .filter(({ outcome }) => outcome === 'answered' || options.copiesAt !== undefined)
        .map(({ response }) => (response ? judge(response, asked, options) : LOST))
      const seen = each.find(({ type }) => type === 'reply') ?? each[0] ?? LOST
      return { attempts, each: each.length === 0 ? [LOST] : each, seen }
    } finally {
      this.#onTheWay -= 1
    }
  }

  /** A manual clock stands still; whoever waits for it would wait for ever. */
  async #passTime(): Promise<void> {
    const clock = this.#clock
    if (!('advance' in clock) || this.#onTheWay > 1) return
    while (this.#onTheWay > 0) {
      await clock.advance(0)
      if (this.#onTheWay > 0) await clock.advance(clock.untilNext() ?? 0)
    }
  }
}

const LOST: Seen = { type: 'outage', why: 'no answer to any of the requests' }

function readAsked(xml: string): Asked {
  const { FromUserName, ToUserName, MsgType, Event } = parseXml(xml)
  const isEvent = MsgType === 'event'
  return {
    openid: String(FromUserName ?? ''),
    account: String(ToUserName ?? ''),
    kind: isEvent ? `event:${String(Event)}` : String(MsgType ?? ''),
  }
}
