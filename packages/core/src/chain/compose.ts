/**
 * The chain: middleware around handlers. A handler returns its reply, and the chain keeps it. The
 * chain sends nothing, so nothing can be sent twice.
 */

import type { Clock } from '../clock.ts'
import { WechatBotError } from '../errors.ts'
import { fold } from '../message/fold.ts'
import type { Message } from '../message/types.ts'
import { toAnswer } from '../reply/shape.ts'
import type { Reply, ReplyInput, StreamReply } from '../reply/types.ts'
import { isPending, type Soon } from '../soon.ts'
import { createAnswerAdvice, isPassedOn, readAnswer } from './answer.ts'
import { Awaitable } from './awaitable.ts'
import type { Owner } from './context.ts'
import { wordsOf } from './describe.ts'
import type { ContextFor, HandlerEntry, MiddlewareEntry, Segment } from './entries.ts'
import { type Trace, traced } from './trace.ts'
import type { Answer } from './types.ts'

/** A reply or a growing reply, and the owner that gave it. */
export interface Answered {
  readonly reply: Reply | StreamReply
  readonly by: string | undefined
}

/** An error, the owner that failed, and the filter of its handler. */
export interface Failed {
  readonly error: unknown
  readonly by: string | undefined
  /** Absent where a middleware has failed. */
  readonly filter?: string | undefined
}

export type Outcome = Answered | Failed

/** Called for a handler that blocked the event loop: `ms` until it returned or first waited. */
export type Blocked = (entry: HandlerEntry, ms: number) => void

/**
 * The bot answers nobody else for this long. A regular expression of `hears` may take longer for one text.
 */
const BLOCKED_MS = 50

/** Runs the chain for one message. Never rejects. */
export type Chain = (
  message: Message,
  contextFor: ContextFor,
  blocked: Blocked,
  trace?: Trace,
) => Soon<Outcome>

/** Composes the chain of a bot once, at its first push. */
export function compose(registered: Segment, { monotonic }: Pick<Clock, 'monotonic'>): Chain {
  const hearsWords = registered.handlers.some(hearsWord)
  const advise = createAnswerAdvice()
  return (message, contextFor, blocked, trace) => {
    const segment = trace ? traced(registered, trace) : registered
    const text = hearsWords && message.kind === 'text' ? fold(message.Content) : undefined
    return new Walk({ segment, message, text, contextFor, blocked, monotonic, advise }).outcome()
  }
}

function hearsWord({ registered }: HandlerEntry): boolean {
  return 'trigger' in registered && typeof registered.trigger === 'string'
}

interface WalkParts {
  readonly segment: Segment
  readonly message: Message
  readonly text: string | undefined
  readonly contextFor: ContextFor
  readonly blocked: Blocked
  readonly monotonic: Clock['monotonic']
  readonly advise: ReturnType<typeof createAnswerAdvice>
}

/**
 * The walk of one message along the chain: the owner that has answered so far, and the owner that
 * has failed.
 */
class Walk {
  readonly #parts: WalkParts
  readonly #contextFor: ContextFor
  /** When the chain called code that may block the event loop. */
  #startedAt: number | undefined
  #by: string | undefined
  #answered: ReplyInput | undefined
  #failure: { readonly error: unknown; readonly filter: string | undefined } | undefined

  constructor(parts: WalkParts) {
    this.#parts = parts
    this.#contextFor = (owner) => {
      this.#startedAt ??= parts.monotonic()
      return parts.contextFor(owner)
    }
  }

  outcome(): Soon<Outcome> {
    try {
      const answer = this.#from(0)
      if (!isPending(answer)) return this.#answeredWith(answer)
      return answer.then(
        (it) => this.#answeredWith(it),
        (error: unknown) => this.#failedWith(error),
      )
    } catch (error) {
      return this.#failedWith(error)
    }
  }

  #answeredWith(answer: ReplyInput | undefined): Answered {
    if (answer === undefined) return { reply: { type: 'none' }, by: undefined }
    return { reply: toAnswer(answer), by: this.#by }
  }

  #failedWith(error: unknown): Failed {
    return { error, by: this.#by, filter: this.#failure?.filter }
  }

  #from(index: number): Soon<ReplyInput | undefined> {
    const layer = this.#parts.segment.middleware[index]
    return layer === undefined ? this.#askHandlers(0) : this.#askLayer(layer, index)
  }

  #askHandlers(first: number): Soon<ReplyInput | undefined> {
    const { handlers } = this.#parts.segment
    for (let i = first; i < handlers.length; i += 1) {
      const entry = handlers[i] as HandlerEntry
      try {
        const asked = this.#ask(entry)
        // Most handlers are not for this message. Most of the others answer at once.
        if (asked === undefined) continue
        if (isPending(asked)) return this.#waitFor(asked, entry, i + 1)
        const answer = this.#accept(entry.owner, asked)
        if (answer !== undefined) return answer
      } catch (error) {
        throw this.#blame(entry.owner, error, entry)
      }
    }
    return undefined
  }

  #acceptFrom(entry: HandlerEntry, answer: Answer): ReplyInput | undefined {
    try {
      return this.#accept(entry.owner, answer)
    } catch (error) {
      throw this.#blame(entry.owner, error, entry)
    }
  }

  #ask(entry: HandlerEntry) {
    const { message, text, monotonic, blocked } = this.#parts
    // Reading the clock costs as much as asking a handler that does not want the message.
    this.#startedAt = entry.mustTry ? monotonic() : undefined
    try {
      return entry.ask(message, this.#contextFor, text)
    } finally {
      const ms = this.#startedAt === undefined ? 0 : monotonic() - this.#startedAt
      if (ms > BLOCKED_MS) blocked(entry, ms)
    }
  }

  /** No async function: thousands of handlers may run at once, and each would keep 170 bytes more. */
  #waitFor(asked: Promise<Answer>, entry: HandlerEntry, next: number) {
    return Promise.resolve(asked).then(
      (answer) => this.#acceptFrom(entry, answer) ?? this.#askHandlers(next),
      (error: unknown) => {
        throw this.#blame(entry.owner, error, entry)
      },
    )
  }

  async #askLayer({ owner, run }: MiddlewareEntry, index: number) {
    const below = { asked: undefined as Awaitable<ReplyInput | undefined> | undefined }
    let isOver = false
    const goOn = async () => {
      try {
        return await this.#from(index + 1)
      } finally {
        isOver = true
      }
    }
    const next = (): Promise<ReplyInput | undefined> => {
      if (below.asked !== undefined) return quietly(Promise.reject(calledTwice(owner)))
      below.asked = Awaitable.of(goOn())
      return below.asked
    }
    try {
      const answer = run(this.#contextFor(owner), next)
      const accepted = this.#accept(owner, await answer)
      const { asked } = below
      if (accepted !== undefined || asked === undefined) return accepted
      // `next()` without `await` or `return`: the reply or the failure below would be lost in silence.
      const isHandled = asked.isAwaited && isOver && isPending(answer)
      return isHandled ? await asked.catch(() => undefined) : await asked
    } catch (error) {
      throw this.#blame(owner, error)
    }
  }

  /** @throws WechatBotError BAD_REPLY for an answer that is no reply. */
  #accept(owner: Owner, answer: Answer): ReplyInput | undefined {
    if (answer === undefined) return undefined
    const reply = readAnswer(answer)
    if (reply !== answer) this.#parts.advise(owner, answer)
    if (reply === undefined) return undefined
    // Middleware that only returns the reply of next() did not answer.
    if (!isPassedOn(reply, this.#answered)) this.#by = owner.name
    this.#answered = reply
    return reply
  }

  /** Remembers the owner that failed, not the owners that only passed the error on. */
  #blame(owner: Owner, error: unknown, entry?: HandlerEntry): unknown {
    if (this.#failure === undefined || this.#failure.error !== error) {
      this.#failure = { error, filter: entry && wordsOf(entry.registered) }
      this.#by = owner.name
    }
    return error
  }
}

/** Middleware may call next() without awaiting it. A failure below is awaited later, and must not end the process before. */
function quietly<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => {})
  return promise
}

function calledTwice(owner: Owner): WechatBotError {
  return new WechatBotError(
    'NEXT_CALLED_TWICE',
    `next() called twice in middleware of "${owner.name}"; await it once`,
  )
}
