/** One message of a user and what came back, with assertions that read as the chat. */
import { AssertionError } from 'node:assert'
import type { XmlFields, XmlInput } from '@wechatbot/core'
import type { Delivery } from './deliver.ts'

/** What the user would see. */
export type Seen =
  | { readonly type: 'reply'; readonly reply: XmlFields }
  | { readonly type: 'silence' }
  /** 「该公众号暂时无法提供服务，请稍后再试」 */
  | { readonly type: 'outage'; readonly why: string }

/** Await it to get what the user saw, or await one of its assertions. */
export class Exchange implements PromiseLike<Seen> {
  readonly #line: string
  readonly #seen: Promise<Seen>

  constructor(openid: string, kind: string, fields: XmlInput, delivery: Promise<Delivery>) {
    const said = kind === 'text' ? String(fields.Content) : `[${kind}] ${JSON.stringify(fields)}`
    this.#line = `${openid}: ${said}`
    this.#seen = delivery.then(toSeen)
    // Whoever awaits it gets the failure; an unawaited one must not end the process.
    this.#seen.catch(() => {})
  }

  // biome-ignore lint/suspicious/noThenProperty: an exchange is awaited like a promise
  then<A = Seen, B = never>(
    onSeen?: ((seen: Seen) => A | PromiseLike<A>) | null,
    onError?: ((reason: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    return this.#seen.then(onSeen, onError)
  }

  /**
   * The bot replies with this text, with a text that matches, or with these fields
   * (`{ MsgType: 'image' }`). Resolves to the reply's fields.
   * @throws AssertionError that shows the chat.
   */
  async shouldReply(expected?: string | RegExp | XmlInput): Promise<XmlFields> {
    const seen = await this.#seen
    if (seen.type === 'reply' && matches(seen.reply, expected)) return seen.reply
    throw this.#failure(`a reply${expected === undefined ? '' : ` ${show(expected)}`}`, seen)
  }

  /** @throws AssertionError that shows the chat, when the bot replies. */
  async shouldNotReply(): Promise<void> {
    const seen = await this.#seen
    if (seen.type !== 'silence') throw this.#failure('no reply', seen)
  }

  #failure(expected: string, seen: Seen): AssertionError {
    const got = describeSeen(seen)
    return new AssertionError({
      message: `\n  ${this.#line}\n  bot: ${got}\n  expected ${expected}`,
      actual: got,
      expected,
      stackStartFn: this.shouldReply,
    })
  }
}

function toSeen({ status, body, reply }: Delivery): Seen {
  if (status !== 200) return { type: 'outage', why: `status ${status}` }
  if (reply !== undefined) return { type: 'reply', reply }
  if (body === 'success' || body === '') return { type: 'silence' }
  return { type: 'outage', why: `a body that is no reply: ${body.slice(0, 80)}` }
}

function matches(reply: XmlFields, expected: string | RegExp | XmlInput | undefined): boolean {
  if (expected === undefined) return true
  if (typeof expected === 'string') return reply.Content === expected
  if (expected instanceof RegExp) {
    return typeof reply.Content === 'string' && expected.test(reply.Content)
  }
  return includes(reply, expected)
}

/** Whether every expected field is there, at any depth; numbers are compared as text. */
function includes(actual: unknown, expected: unknown): boolean {
  if (typeof expected !== 'object' || expected === null) return actual === String(expected)
  if (typeof actual !== 'object' || actual === null) return false
  return Object.entries(expected).every(([key, value]) =>
    includes((actual as Record<string, unknown>)[key], value),
  )
}

function describeSeen(seen: Seen): string {
  if (seen.type === 'silence') return '(no reply)'
  if (seen.type === 'outage') return `该公众号暂时无法提供服务 (${seen.why})`
  const { MsgType, Content } = seen.reply
  return MsgType === 'text' ? String(Content) : JSON.stringify(seen.reply)
}

function show(expected: string | RegExp | XmlInput): string {
  if (typeof expected === 'string') return `"${expected}"`
  return expected instanceof RegExp ? String(expected) : JSON.stringify(expected)
}
