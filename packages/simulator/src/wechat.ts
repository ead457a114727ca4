/** FakeWechat: users who talk to a bot, and what they would see. */
import type { Clock, XmlInput } from '@wechatbot/core'
import { systemClock } from '@wechatbot/core/internal/clock'
import { parseXml } from '@wechatbot/core/internal/xml/codec'
import type { AtWork } from './at-work.ts'
import type { ManualClock } from './clock.ts'
import { type DeliveryOptions, deliverPush } from './delivery.ts'
import { describeSeen, Exchange, type Outcome } from './exchange.ts'
import type { SentMessage } from './fake-api/messages.ts'
import type { FakeApi } from './fake-api/server.ts'
import { type Expected, Inbox } from './inbox.ts'
import { type Asked, judge, type Seen } from './judge.ts'
import { createPush, SAMPLE_ACCOUNT } from './push.ts'
import type { AccountSecrets } from './sign.ts'
import { overHttp, type Transport } from './transport.ts'
import { createUser, type FakeUser } from './user.ts'

export interface FakeWechatOptions extends AccountSecrets, DeliveryOptions {
  /** The bot: a transport, or a URL for real HTTP. */
  readonly bot: Transport | string | URL
  /** The account's original id. @default {@link SAMPLE_ACCOUNT} */
  readonly account?: string
  /** With a manual clock, time passes by itself while a message is on its way. @default the machine's */
  readonly clock?: Clock | ManualClock
  /** The fake API that the bot calls. Actions of users open its windows, and its messages reach them. */
  readonly api?: FakeApi
}

/** WeChat's server as a bot meets it. It works with any bot that speaks the protocol. */
export class FakeWechat {
  readonly #options: FakeWechatOptions
  readonly #transport: Transport
  readonly #clock: Clock | ManualClock
  readonly #atWork: AtWork
  /** The last time of each action of each user, in milliseconds since 1970. */
  readonly #seconds = new Map<string, number>()
  readonly #inboxes = new Map<string, Inbox>()

  /** @param atWork gives the work that still runs for a user's messages, if that is known */
  constructor(options: FakeWechatOptions, atWork: AtWork = () => () => []) {
    this.#options = options
    this.#atWork = atWork
    const { bot } = options
    this.#transport = typeof bot === 'function' ? bot : overHttp(bot)
    this.#clock = options.clock ?? systemClock
    options.api?.messages.onSent((message) => this.#inbox(message.openid).receive(message))
  }

  user(openid: string): FakeUser {
    return createUser(openid, {
      send: (kind, fields, delivery) =>
        this.#exchange(openid, kind, fields, this.#write(openid, kind, fields), delivery),
      receive: (expected, withinMs) => this.#receive(openid, expected, withinMs),
      received: () => this.#inbox(openid).received,
      passing: (work) => this.#passing(work),
    })
  }

  #inbox(openid: string): Inbox {
    const inbox = this.#inboxes.get(openid) ?? new Inbox(openid, this.#atWork(openid))
    this.#inboxes.set(openid, inbox)
    return inbox
  }

  async #receive(openid: string, expected: Expected, withinMs?: number): Promise<SentMessage> {
    const clock = this.#clock
    if (this.#options.api === undefined) {
      throw new TypeError('shouldReceive needs the fake API: simulate(bot, { api })')
    }
    const inbox = this.#inbox(openid)
    const ms = withinMs ?? ('passWhile' in clock ? 60_000 : 5000)
    const message = await this.#passing(() => inbox.take(expected, clock, ms))
    if (message === undefined) throw inbox.failure(expected, ms)
    return message
  }

  /**
   * Delivers your own XML. The sender and the receiver are read from it.
   * @param delivery replaces the constructor's options for this message
   */
  sendXml(xml: string, delivery: DeliveryOptions = {}): Exchange {
    const { kind, openid } = readAsked(xml)
    return this.#exchange(openid, kind, {}, xml, delivery)
  }

  #exchange(
    openid: string,
    kind: string,
    fields: XmlInput,
    xml: string,
    delivery: DeliveryOptions,
  ): Exchange {
    const outcome = this.#deliver(xml, delivery)
    const exchange = new Exchange({ openid, kind, fields, xml }, outcome)
    const startedAt = this.#clock.now()
    const read = (text: unknown, by: 'reply' | 'api') => {
      if (typeof text === 'string') exchange.read({ text, by, ms: this.#clock.now() - startedAt })
    }
    this.#inbox(openid).begin(exchange.line, ({ content }) => read(content.content, 'api'))
    void outcome
      .then(({ seen }) => {
        if (seen.type === 'reply') read(seen.reply.Content, 'reply')
        this.#inbox(openid).write(`bot: ${describeSeen(seen)}`)
      })
      .catch(() => {})
    return exchange
  }

  #write(openid: string, kind: string, fields: XmlInput): string {
    const to = this.#options.account ?? SAMPLE_ACCOUNT
    const now = this.#ownSecond(`${openid} ${kind} ${JSON.stringify(fields)}`)
    return createPush({ kind, fields, from: openid, to, now })
  }

  /**
   * Events have no MsgId: two equal ones in one second (by FromUserName and CreateTime) are the same event. So a
   * user's second event gets the next second.
   */
  #ownSecond(what: string): number {
    const now = Math.max(this.#clock.now(), (this.#seconds.get(what) ?? 0) + 1000)
    this.#seconds.set(what, now)
    return now
  }

  async #deliver(xml: string, delivery: DeliveryOptions): Promise<Outcome> {
    const options = { ...this.#options, ...delivery }
    const asked = readAsked(xml)
    options.api?.messages.note(asked.openid, asked.kind)
    const atWork = this.#atWork(asked.openid)
    const attempts = await this.#passing(() =>
      deliverPush(xml, options, this.#transport, this.#clock, options),
    )
    const each = attempts
      .filter(({ outcome }) => outcome === 'answered' || options.copiesAt !== undefined)
      .map(({ response }) => (response ? judge(response, asked, options) : LOST))
    return {
      attempts,
      each: each.length === 0 ? [LOST] : each,
      seen: each.find(({ type }) => type === 'reply') ?? each[0] ?? LOST,
      atWork,
    }
  }

  /** Lets a manual clock go on during the work. It stands still by itself, so a test would wait for ever. */
  #passing<T>(work: () => Promise<T>): Promise<T> {
    return 'passWhile' in this.#clock ? this.#clock.passWhile(work) : work()
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
