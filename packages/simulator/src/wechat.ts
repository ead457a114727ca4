/** FakeWechat: users who talk to a bot, and what they would see. */
import { type Clock, parseXml, systemClock, type XmlInput } from '@wechatbot/core'
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
  /** Where the bot is; a transport of its own, or a URL for real HTTP. */
  readonly bot: Transport | string | URL
  /** The account's original id. @default {@link SAMPLE_ACCOUNT} */
  readonly account?: string
  /** A manual clock goes on by itself while a message is on its way. @default the machine's */
  readonly clock?: Clock | ManualClock
  /** WeChat's API, as the bot calls it. What users do opens its windows; what it sends reaches them. */
  readonly api?: FakeApi
}

/** WeChat's server, as a bot meets it: any bot that speaks the protocol, not only ours. */
export class FakeWechat {
  readonly #options: FakeWechatOptions
  readonly #transport: Transport
  readonly #clock: Clock | ManualClock
  readonly #atWork: AtWork
  /** When each user last did the same thing, in milliseconds since 1970. */
  readonly #seconds = new Map<string, number>()
  readonly #inboxes = new Map<string, Inbox>()

  /** @param atWork what of a user's messages has not come to an end, if that is known */
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
   * Delivers XML of your own; who says what to whom is read from it.
   * @param delivery for this one message, instead of what the constructor was given
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
   * Events have no MsgId: the same one twice in a second is the same event (FromUserName and
   * CreateTime). A user who does it twice needs longer.
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

  /** A manual clock stands still; a test that waits for it would wait for ever. */
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
