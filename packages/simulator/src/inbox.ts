/** The chat of one user, for assertions about messages that come by themselves. */
import { AssertionError } from 'node:assert'
import type { Clock } from '@wechatbot/core'
import type { SentMessage } from './fake-api/messages.ts'

interface Waiting {
  readonly expected: Expected
  readonly take: (message: SentMessage) => void
}

export class Inbox {
  readonly #openid: string
  readonly #atWork: () => readonly string[]
  /** The chat so far, oldest first. */
  readonly #lines: string[] = []
  readonly #received: SentMessage[] = []
  readonly #taken = new Set<SentMessage>()
  /** Assertions that wait for a message, the oldest first. */
  readonly #waiting = new Set<Waiting>()
  #onReceived: (message: SentMessage) => void = () => {}

  /** @param atWork gives the work that still runs for the user's messages, a line each */
  constructor(openid: string, atWork: () => readonly string[]) {
    this.#openid = openid
    this.#atWork = atWork
  }

  /** Every message that reached the user by the API, oldest first. */
  get received(): readonly SentMessage[] {
    return [...this.#received]
  }

  /** The user says something. Every later message by the API is passed to `onReceived`. */
  begin(line: string, onReceived: (message: SentMessage) => void): void {
    this.write(line)
    this.#onReceived = onReceived
  }

  write(line: string): void {
    this.#lines.push(line)
  }

  receive(message: SentMessage): void {
    this.#received.push(message)
    this.#onReceived(message)
    this.write(`bot, by the API: ${describeSent(message)}`)
    for (const waiting of this.#waiting) {
      if (!matches(message, waiting.expected)) continue
      this.#taken.add(message)
      waiting.take(message)
      return
    }
  }

  /**
   * Takes the first message that matches, among those that have come and those that will. No message is taken
   * twice. Undefined when the time is up.
   */
  async take(expected: Expected, clock: Clock, withinMs: number): Promise<SentMessage | undefined> {
    const there = this.#received.find(
      (message) => !this.#taken.has(message) && matches(message, expected),
    )
    if (there !== undefined) {
      this.#taken.add(there)
      return there
    }
    return new Promise((resolve) => {
      const take = (message?: SentMessage) => {
        this.#waiting.delete(waiting)
        clock.clearTimeout(timer)
        resolve(message)
      }
      const waiting = { expected, take }
      const timer = clock.setTimeout(() => take(), withinMs)
      this.#waiting.add(waiting)
    })
  }

  failure(expected: Expected, withinMs: number): AssertionError {
    const wanted = `a customer-service message${show(expected)} within ${withinMs} ms`
    const chat = this.#lines.length === 0 ? [`${this.#openid}: (nothing)`] : this.#lines
    return new AssertionError({
      message: ['', ...chat, `expected ${wanted}`, ...this.#atWork()].join('\n  '),
      actual: this.#received.map(describeSent),
      expected: wanted,
    })
  }
}

/** A text, a pattern for a text, or fields: `{ msgtype: 'image', content: { media_id: 'x' } }`. */
export type Expected =
  | string
  | RegExp
  | Partial<Pick<SentMessage, 'msgtype' | 'content'>>
  | undefined

function matches({ msgtype, content }: SentMessage, expected: Expected): boolean {
  if (expected === undefined) return true
  if (typeof expected === 'string') return content.content === expected
  if (expected instanceof RegExp) {
    return typeof content.content === 'string' && expected.test(content.content)
  }
  const fields = Object.entries(expected.content ?? {})
  if (expected.msgtype !== undefined && expected.msgtype !== msgtype) return false
  return fields.every(([name, value]) => JSON.stringify(content[name]) === JSON.stringify(value))
}

function describeSent({ msgtype, content }: SentMessage): string {
  return msgtype === 'text' ? String(content.content) : `[${msgtype}] ${JSON.stringify(content)}`
}

function show(expected: Expected): string {
  if (expected === undefined) return ''
  if (expected instanceof RegExp) return ` ${expected}`
  return ` ${JSON.stringify(expected)}`
}
