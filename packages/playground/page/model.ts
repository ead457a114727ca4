/** The state of the page: what the server has reported, and what the user has chosen. */

import type {
  PageEvent,
  PageExchange,
  PushFields,
  SendCommand,
  ShownBot,
  Snapshot,
} from '#src/protocol.js'
import type { Failure } from '#src/types.js'
import { setAhead } from './clock.js'
import { currentLanguage } from './words.js'

export interface User {
  readonly openid: string
  readonly name: string
}

const OPENID = 'oPlaygroundUser'
const userAt = (i: number): User => ({
  openid: `${OPENID}${String(i + 1).padStart(13, '0')}`,
  name: String.fromCharCode(65 + (i % 26)),
})

export interface View {
  readonly snapshot: Snapshot
  readonly isConnected: boolean
  readonly bot: ShownBot | undefined
  readonly user: User
  readonly users: readonly User[]
  /** The message whose details are shown. */
  readonly chosen: PageExchange | undefined
  readonly isDuplicated: boolean
  readonly isForged: boolean
  /** The part that a narrow screen shows. */
  readonly tab: 'chat' | 'details' | 'settings'
}

/** Why the start has failed, in the language of the page. The frame says its place, where there is one. */
export function failureOf({ message, texts, frame }: Failure): string {
  const text = texts?.[currentLanguage()] ?? message
  return frame === undefined ? text : text.replace(/\n\s+(at |\S+:\d+:\d+\s*$).*/s, '')
}

type Choice = Partial<{
  readonly bot: string
  readonly user: User
  readonly users: readonly User[]
  /** Undefined for the last message. */
  readonly exchange: string | undefined
  readonly isDuplicated: boolean
  readonly isForged: boolean
  readonly tab: View['tab']
}>

/** What the server says to a command. */
interface Answer {
  readonly error?: string
  readonly spec?: string
  readonly file?: string
  readonly fields?: PushFields
}

const NOTHING: Snapshot = {
  bots: [],
  state: { type: 'starting', because: '' },
  exchanges: [],
  sent: [],
  typing: [],
  lines: [],
  isReal: false,
  aheadMs: 0,
  hasCleared: false,
}

export class Model {
  #snapshot = NOTHING
  #isConnected = true
  #choice: Choice = {}
  readonly #users = [userAt(0), userAt(1), userAt(2)]
  readonly #onChange: (view: View) => void
  #isPlanned = false
  #sending: Promise<unknown> = Promise.resolve()

  constructor(onChange: (view: View) => void) {
    this.#onChange = onChange
    const events = new EventSource('events')
    events.onmessage = ({ data }) => {
      this.#isConnected = true
      this.#hear(JSON.parse(data) as PageEvent)
    }
    events.onerror = () => {
      this.#isConnected = false
      this.#plan()
    }
  }

  get view(): View {
    const { bots, exchanges } = this.#snapshot
    const { exchange, isDuplicated = false, isForged = false, tab = 'chat' } = this.#choice
    const bot = bots.find(({ name }) => name === this.#choice.bot) ?? bots[0]
    const user = this.#choice.user ?? (this.#users[0] as User)
    const own = exchanges.filter((one) => one.bot === bot?.name && one.openid === user.openid)
    const chosen = own.find(({ id }) => id === exchange) ?? own.at(-1)
    const users = this.#withStrangers(bot?.name)
    return {
      snapshot: this.#snapshot,
      isConnected: this.#isConnected,
      bot,
      user,
      users,
      chosen,
      isDuplicated,
      isForged,
      tab,
    }
  }

  choose(choice: Choice): void {
    this.#choice = { ...this.#choice, ...choice }
    this.#plan()
  }

  addUser(): void {
    const user = userAt(this.#users.length)
    this.#users.push(user)
    this.choose({ user, exchange: undefined })
  }

  /** Sends a message of the user. Resolves to the problem, if there was one. */
  async send(kind: string, fields: SendCommand['fields'] = {}): Promise<string | undefined> {
    const { bot, user, isDuplicated, isForged } = this.view
    if (bot === undefined) return undefined
    this.choose({ exchange: undefined })
    const { openid } = user
    const body = { bot: bot.name, openid, kind, fields, isDuplicated, isForged }
    // Messages are sent one after the other, so that they arrive in the order in which the user said them.
    const sent = this.#sending.then(() => this.ask('send', body))
    this.#sending = sent
    return sent
  }

  async ask(command: string, body: object): Promise<string | undefined> {
    return (await this.request(command, body)).error
  }

  /** Sends a picture or a voice of this machine. */
  async sendFile(kind: string, fields: PushFields, file: File): Promise<string | undefined> {
    const { bot } = this.view
    const query = new URLSearchParams({ bot: bot?.name ?? '', kind })
    // No browser knows the type of WeChat's own voices.
    const type = file.type || 'audio/amr'
    const { error, fields: own } = await this.request(`file?${query}`, file, type)
    return error ?? this.send(kind, { ...fields, ...own })
  }

  async request(command: string, body: object, type?: string): Promise<Answer> {
    try {
      return (await post(command, body, type)) as Answer
    } catch (error) {
      return { error: String(error) }
    }
  }

  /** The answer to a command that asks for data. Undefined when there is none. */
  async read(command: string, body: object): Promise<object | undefined> {
    const answer = await post(command, body).catch(() => undefined)
    return answer === undefined || 'error' in answer ? undefined : answer
  }

  /** Users who wrote to the bot from outside the page. */
  #withStrangers(bot: string | undefined): readonly User[] {
    const known = new Set(this.#users.map(({ openid }) => openid))
    const others = this.#snapshot.exchanges
      .filter((one) => one.bot === bot && !known.has(one.openid))
      .map(({ openid }) => openid)
    return [
      ...this.#users,
      ...[...new Set(others)].map((openid) => ({ openid, name: openid.slice(-6) })),
    ]
  }

  #hear(event: PageEvent): void {
    const now = this.#snapshot
    if (event.type === 'snapshot') this.#snapshot = event.snapshot
    else if (event.type === 'sent') this.#snapshot = { ...now, sent: [...now.sent, event.sent] }
    else if (event.type === 'line') {
      this.#snapshot = { ...now, lines: [...now.lines.slice(-499), event.line] }
    } else if (event.type === 'exchange') {
      const { exchange } = event
      const isKnown = now.exchanges.some(({ id }) => id === exchange.id)
      const exchanges = isKnown
        ? now.exchanges.map((one) => (one.id === exchange.id ? exchange : one))
        : [...now.exchanges.slice(-299), exchange]
      this.#snapshot = { ...now, exchanges }
    } else {
      const { type: _, ...news } = event
      this.#snapshot = { ...now, ...news }
    }
    setAhead(this.#snapshot.aheadMs)
    this.#plan()
  }

  /**
   * Plans one change of the page per frame, for all news together. A hidden page has no frames; it changes soon
   * after.
   */
  #plan(): void {
    if (this.#isPlanned) return
    this.#isPlanned = true
    const draw = () => {
      if (!this.#isPlanned) return
      this.#isPlanned = false
      this.#onChange(this.view)
    }
    requestAnimationFrame(draw)
    setTimeout(draw, 100)
  }
}

async function post(command: string, body: object, type = 'application/json'): Promise<object> {
  const response = await fetch(command, {
    method: 'POST',
    headers: { 'content-type': type },
    body: body instanceof Blob ? body : JSON.stringify(body),
  })
  return (await response.json()) as object
}
