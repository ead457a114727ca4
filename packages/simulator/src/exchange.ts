/** One message of a user and the bot's answer, with assertions that read like the chat. */
import { AssertionError } from 'node:assert'
import type { XmlFields, XmlInput } from '@wechatbot/core'
import type { AttemptRecord } from './delivery.ts'
import type { Seen } from './judge.ts'

/** A finished delivery. */
export interface Outcome {
  readonly seen: Seen
  /** Every request WeChat made. */
  readonly attempts: readonly AttemptRecord[]
  /** What each copy of the push would have shown. Without copies it holds `seen` only. */
  readonly each: readonly Seen[]
  /** The work that still runs for the message, a line each. A failed assertion shows it. */
  readonly atWork: () => readonly string[]
}

/** What a user said, and its push. */
export interface Said {
  readonly openid: string
  readonly kind: string
  readonly fields: XmlInput
  readonly xml: string
}

/** A text that the user read. */
export interface ReadText {
  readonly text: string
  /** Milliseconds after the user's message. */
  readonly ms: number
  /** `reply`: passive. `api`: a customer-service message. */
  readonly by: 'reply' | 'api'
}

/** Await it to get what the user saw, or await one of its assertions. */
export class Exchange implements PromiseLike<Seen> {
  /** What the user said, as the chat shows it. */
  readonly line: string
  /** The push in the clear, whatever the account's mode. */
  readonly xml: string
  readonly outcome: Promise<Outcome>
  readonly #texts: ReadText[] = []

  constructor({ openid, kind, fields, xml }: Said, outcome: Promise<Outcome>) {
    this.line = `${openid}: ${lineOf(kind, fields)}`
    this.xml = xml
    this.outcome = outcome
    // The failure is for the caller that awaits it. Without such a caller it must not end the process.
    outcome.catch(() => {})
  }

  // biome-ignore lint/suspicious/noThenProperty: an exchange is awaited like a promise
  then<A = Seen, B = never>(
    onSeen?: ((seen: Seen) => A | PromiseLike<A>) | null,
    onError?: ((reason: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    return this.outcome.then(({ seen }) => seen).then(onSeen, onError)
  }

  /**
   * Every text that the user has read from this message to their next one, in order: the reply, and messages by the
   * API. Read it when the clock has gone on as far as you want.
   */
  get texts(): readonly ReadText[] {
    return [...this.#texts]
  }

  /** Adds a text that the user has read. */
  read(text: ReadText): void {
    this.#texts.push(text)
  }

  /** The requests WeChat made for this message. */
  async attempts(): Promise<readonly AttemptRecord[]> {
    return (await this.outcome).attempts
  }

  /**
   * The bot replies with this text, with a text that matches, or with these fields (`{ MsgType: 'image' }`). With
   * copies of a push, every copy must get that reply. Resolves to the fields.
   * @throws AssertionError that shows the chat.
   */
  async shouldReply(expected?: string | RegExp | XmlInput): Promise<XmlFields> {
    const { each, seen, atWork } = await this.outcome
    for (const one of each) {
      if (one.type !== 'reply' || !matches(one.reply, expected)) {
        const wanted = `a reply${expected === undefined ? '' : ` ${show(expected)}`}`
        throw this.#failure(wanted, one, atWork())
      }
    }
    return (seen as Extract<Seen, { type: 'reply' }>).reply
  }

  /** @throws AssertionError that shows the chat, when the bot replies. */
  async shouldNotReply(): Promise<void> {
    const { each, atWork } = await this.outcome
    for (const one of each) {
      if (one.type !== 'silence') throw this.#failure('no reply', one, atWork())
    }
  }

  #failure(expected: string, seen: Seen, atWork: readonly string[]): AssertionError {
    const got = describeSeen(seen)
    return new AssertionError({
      message: ['', this.line, `bot: ${got}`, `expected ${expected}`, ...atWork].join('\n  '),
      actual: got,
      expected,
      stackStartFn: this.shouldReply,
    })
  }
}

function lineOf(kind: string, fields: XmlInput): string {
  if (kind === 'text') return String(fields.Content)
  const said = Object.values(fields).filter((value) => value !== '')
  return [`[${kind}]`, ...said.map((value) => (typeof value === 'object' ? '…' : value))].join(' ')
}

function matches(reply: XmlFields, expected: string | RegExp | XmlInput | undefined): boolean {
  if (expected === undefined) return true
  if (typeof expected === 'string') return reply.Content === expected
  if (expected instanceof RegExp) {
    return typeof reply.Content === 'string' && expected.test(reply.Content)
  }
  return includes(reply, expected)
}

/** Whether every expected field is in `actual`, at any depth. Numbers are compared as text. */
function includes(actual: unknown, expected: unknown): boolean {
  if (typeof expected !== 'object' || expected === null) return actual === String(expected)
  if (typeof actual !== 'object' || actual === null) return false
  return Object.entries(expected).every(([key, value]) =>
    includes((actual as Record<string, unknown>)[key], value),
  )
}

/** What the user saw, as one line of the chat. */
export function describeSeen(seen: Seen): string {
  if (seen.type === 'silence') return '(no reply)'
  if (seen.type === 'outage') return `该公众号暂时无法提供服务，请稍后再试 (${seen.why})`
  const { MsgType, Content, ToUserName: _, FromUserName: __, CreateTime: ___, ...rest } = seen.reply
  if (MsgType === 'text') return String(Content)
  return Object.keys(rest).length === 0
    ? `[${String(MsgType)}]`
    : `[${String(MsgType)}] ${JSON.stringify(rest)}`
}

function show(expected: string | RegExp | XmlInput): string {
  if (typeof expected === 'string') return `"${expected}"`
  return expected instanceof RegExp ? String(expected) : JSON.stringify(expected)
}
