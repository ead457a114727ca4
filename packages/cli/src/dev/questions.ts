/** Questions to a process of bots about users, and its answers. */
import type { Clock } from '@wechatbot/core'
import type { UserData, UserQuestion } from '@wechatbot/playground'
import type { ToChild, ToParent } from './link.ts'

/** A Store that answers later is away, or a handler blocks the process. */
const PATIENCE_MS = 5000

export class Questions {
  readonly #clock: Clock
  readonly #send: (message: ToChild) => void
  readonly #open = new Map<number, (data: UserData | undefined) => void>()
  #last = 0

  constructor(clock: Clock, send: (message: ToChild) => void) {
    this.#clock = clock
    this.#send = send
  }

  /** @throws Error when the process does not answer, or could not read the data. */
  async ask(question: UserQuestion): Promise<UserData> {
    this.#last += 1
    const id = this.#last
    const data = await new Promise<UserData | undefined>((resolve) => {
      const timer = this.#clock.setTimeout(() => resolve(undefined), PATIENCE_MS)
      this.#open.set(id, (answer) => {
        this.#clock.clearTimeout(timer)
        resolve(answer)
      })
      this.#send({ type: 'about', id, question })
    })
    this.#open.delete(id)
    if (data === undefined) throw new Error(`expected data of ${question.openid}, got none`)
    return data
  }

  hear({ id, data }: Extract<ToParent, { type: 'user' }>): void {
    this.#open.get(id)?.(data)
  }

  /** The process has ended. */
  end(): void {
    for (const answer of this.#open.values()) answer(undefined)
  }
}
