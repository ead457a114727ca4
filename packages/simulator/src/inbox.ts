/** What one user said and saw: the chat, for assertions about what comes by itself. */
import { AssertionError } from 'node:assert'
import type { SentMessage } from './fake-api/messages.ts'

export class Inbox {
  readonly #openid: string
  /** The chat so far, oldest first. */
  readonly #lines: string[] = []
  readonly #received: SentMessage[] = []
  #taken = new Set<SentMessage>()

  constructor(openid: string) {
    this.#openid = openid
  }

  /** Everything that reached the user by the API, oldest first. */
  get received(): readonly SentMessage[] {
    return [...this.#received]
  }

  write(line: string): void {
    this.#lines.push(line)
  }

  receive(message: SentMessage): void {
    this.#received.push(message)
    this.write(`bot, by the API: ${describeSent(message)}`)
  }

  /** The first that matches and was not taken before. */
  take(expected: Expected): SentMessage | undefined {
    const found = this.#received.find(
      (message) => !this.#taken.has(message) && matches(message, expected),
    )
    if (found !== undefined) this.#taken.add(found)
    return found
  }

  failure(expected: Expected, withinMs: number): AssertionError {
    const wanted = `a customer-service message${show(expected)} within ${withinMs} ms`
    const chat = this.#lines.length === 0 ? [`${this.#openid}: (nothing)`] : this.#lines
    return new AssertionError({
      message: `\n  ${chat.join('\n  ')}\n  expected ${wanted}`,
      actual: this.#received.map(describeSent),
      expected: wanted,
    })
  }
}

/** A text, what a text matches, or fields: `{ msgtype: 'image', content: { media_id: 'x' } }`. */
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
