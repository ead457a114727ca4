/**
 * Keeps what has happened, message by message: the requests of FakeWechat and their responses, the bot's records,
 * and log lines. All of them are joined by the identity of the message: the sender and MsgId, or for an event the
 * sender, second and name.
 */
import {
  type Clock,
  type ErrorCode,
  type ObservedRecord,
  parseXml,
  type XmlFields,
} from '@wechatbot/core'
import type { SentMessage } from '@wechatbot/simulator'
import type { Frame } from './frame.ts'
import { chineseOf } from './log-words.ts'
import { newsOf, type Told } from './news.ts'
import type { PageAttempt, PageEvent, PageExchange, PageLine, PageSent } from './protocol.ts'

/** More messages would make the page slow. The oldest ones are forgotten. */
const MAX_EXCHANGES = 300
const MAX_LINES = 500

export class Book {
  readonly #tell: (event: PageEvent) => void
  readonly #clock: Clock & { readonly aheadMs: number }
  readonly #onForeign: (exchange: PageExchange) => void
  readonly #exchanges = new Map<string, PageExchange>()
  readonly #sent: PageSent[] = []
  readonly #lines: PageLine[] = []
  /** Ids by the identity of the message, which FakeWechat and the bot both know. */
  readonly #byIdentity = new Map<string, string>()
  readonly #byKey = new Map<string, string>()
  #last = 0
  /** Takes back the last {@link clear}. */
  #undo: (() => void) | undefined

  /**
   * @param clock the time of the bots. A skip of time moves it, and the machine's clock stays.
   * @param onForeign called when a message begins that the page has not sent
   */
  constructor(
    tell: (event: PageEvent) => void,
    clock: Clock & { readonly aheadMs: number },
    onForeign: (exchange: PageExchange) => void,
  ) {
    this.#tell = tell
    this.#clock = clock
    this.#onForeign = onForeign
  }

  get exchanges(): readonly PageExchange[] {
    return [...this.#exchanges.values()]
  }

  get sent(): readonly PageSent[] {
    return this.#sent
  }

  get lines(): readonly PageLine[] {
    return this.#lines
  }

  /** Whether {@link restore} would bring something back. */
  get hasCleared(): boolean {
    return this.#undo !== undefined
  }

  /** Forgets everything. Until the next message {@link restore} brings it back. */
  clear(): void {
    const maps = [this.#exchanges, this.#byIdentity, this.#byKey] as Map<string, unknown>[]
    const lists = [this.#sent, this.#lines] as unknown[][]
    const keptMaps = maps.map((map) => new Map(map))
    const keptLists = lists.map((list) => [...list])
    const undo = () => {
      maps.forEach((map, i) => {
        for (const [key, value] of keptMaps[i] ?? []) map.set(key, value)
      })
      lists.forEach((list, i) => void list.unshift(...(keptLists[i] ?? [])))
    }
    if (this.#exchanges.size > 0) this.#undo = undo
    for (const map of maps) map.clear()
    for (const list of lists) list.length = 0
  }

  restore(): void {
    this.#undo?.()
    this.#undo = undefined
  }

  /** Reserves an id for a message that will be sent soon. */
  reserve(): string {
    return this.#nextId()
  }

  /** Begins a message. Returns the id for its later changes. */
  begin(bot: string, xml: string, isOurs: boolean, id = this.#nextId()): string {
    const fields = parseXml(xml)
    this.#undo = undefined
    this.#byIdentity.set(identityOf(bot, fields), id)
    const exchange = {
      id,
      bot,
      openid: String(fields.FromUserName ?? ''),
      at: this.#clock.now(),
      kind:
        fields.MsgType === 'event' ? `event:${String(fields.Event)}` : String(fields.MsgType ?? ''),
      fields,
      xml,
      isOurs,
      attempts: [],
      asked: [],
      handlers: [],
      parts: [],
      late: [],
      lines: [],
    }
    this.#put(exchange)
    if (!isOurs) this.#onForeign(exchange)
    const [oldest] = this.#exchanges.keys()
    if (this.#exchanges.size > MAX_EXCHANGES && oldest !== undefined) this.#forget(oldest)
    return id
  }

  /** Changes a message. Does nothing if the message has been forgotten. */
  change(id: string, what: Partial<PageExchange>): void {
    const known = this.#exchanges.get(id)
    if (known !== undefined) this.#put({ ...known, ...what })
  }

  /** Adds to a request. FakeWechat and the bot each know a part of it. */
  attempt(id: string, { number, ...what }: Partial<PageAttempt> & { number: number }): void {
    const { attempts = [] } = this.#exchanges.get(id) ?? {}
    const known = attempts.find((attempt) => attempt.number === number)
    const attempt = { at: this.#since(id), ...known, ...what, number }
    const others = attempts.filter((one) => one !== known)
    this.change(id, { attempts: [...others, attempt].sort((a, b) => a.number - b.number) })
  }

  /** @param frame the place of the record's error in the user's code */
  observe(record: ObservedRecord, frame?: Frame): void {
    if (record.type === 'refused') this.#refuse(record.bot, record.code)
    if (!('key' in record)) return
    const id = this.#idOf(record)
    const known = id === undefined ? undefined : this.#exchanges.get(id)
    if (id === undefined || known === undefined) return
    if (record.type === 'attempt') this.attempt(id, { number: record.attempt })
    if (record.type === 'claimed') this.attempt(id, { number: record.attempt, state: record.state })
    if (record.type === 'response' && !known.isOurs) {
      const { attempt: number, ms, body } = record
      this.attempt(id, { number, ms, body, outcome: 'answered', status: 200 })
    }
    const news = newsOf(known, record, this.#since(id), frame)
    if (news !== undefined) this.change(id, news)
  }

  /** No message existed when the push was refused: it is the last one that the bot has not taken. */
  #refuse(bot: string, refused: ErrorCode): void {
    const isTaken = ({ attempts }: PageExchange) =>
      attempts.some(({ state }) => state !== undefined)
    const exchange = this.exchanges.findLast(
      (one) => one.bot === bot && one.isOurs && one.seen?.type !== 'reply' && !isTaken(one),
    )
    if (exchange !== undefined) this.change(exchange.id, { refused })
  }

  /**
   * A customer-service message. It belongs to the last message of its user whose late strategy was
   * customer-service.
   */
  receive(bot: string, { openid, msgtype, content, at }: SentMessage): void {
    const ofUser = this.exchanges.filter((one) => one.bot === bot && one.openid === openid)
    const isPromised = ({ late }: PageExchange) =>
      late.some(({ strategy }) => strategy === 'customer-service')
    const exchange = (ofUser.findLast(isPromised) ?? ofUser.at(-1))?.id
    const sent = {
      id: this.#nextId(),
      bot,
      openid,
      at,
      msgtype,
      content,
      ...(exchange === undefined ? {} : { exchange }),
    }
    keepLast(this.#sent, sent, MAX_EXCHANGES)
    this.#tell({ type: 'sent', sent })
  }

  /** A line of pino's log. It belongs to a message when it has the message's key. */
  log({ level, time, msg, ...detail }: Readonly<Record<string, unknown>>, given?: string): void {
    const at = Number(time) + this.#clock.aheadMs
    const text = String(msg ?? '')
    const zh = chineseOf(text) ?? given
    const line = { at, level: Number(level), text, detail, ...(zh === undefined ? {} : { zh }) }
    keepLast(this.#lines, line, MAX_LINES)
    this.#tell({ type: 'line', line })
    const id = this.#byKey.get(`${String(detail.bot)} ${String(detail.key)}`)
    if (id !== undefined) this.#addLine(id, line)
  }

  #idOf(record: Told): string | undefined {
    const key = `${record.bot} ${record.key}`
    const known = this.#byKey.get(key)
    if (known !== undefined || record.type !== 'attempt') return known
    // A message that the page has not sent: another program talks to the bot. The page shows it too.
    const id =
      this.#byIdentity.get(identityOf(record.bot, parseXml(record.xml))) ??
      this.begin(record.bot, record.xml, false)
    this.#byKey.set(key, id)
    return id
  }

  #since(id: string): number {
    const now = this.#clock.now()
    return now - (this.#exchanges.get(id)?.at ?? now)
  }

  #addLine(id: string, line: PageLine): void {
    const known = this.#exchanges.get(id)
    if (known !== undefined) this.#put({ ...known, lines: [...known.lines, line] })
  }

  #put(exchange: PageExchange): void {
    this.#exchanges.set(exchange.id, exchange)
    this.#tell({ type: 'exchange', exchange })
  }

  #forget(id: string): void {
    this.#exchanges.delete(id)
    for (const ids of [this.#byIdentity, this.#byKey]) {
      for (const [name, its] of ids) if (its === id) ids.delete(name)
    }
  }

  #nextId(): string {
    this.#last += 1
    return String(this.#last)
  }
}

function identityOf(bot: string, fields: XmlFields): string {
  const { FromUserName, MsgId, CreateTime, Event, EventKey } = fields
  return JSON.stringify([bot, FromUserName, MsgId ?? [CreateTime, Event, EventKey]])
}

function keepLast<T>(list: T[], one: T, most: number): void {
  list.push(one)
  if (list.length > most) list.shift()
}
