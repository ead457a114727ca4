/**
 * The chain: middleware around handlers. A handler returns its reply, the chain keeps it; nothing
 * is sent from here, so nothing can be sent twice.
 */

import type { Context } from '../context.ts'
import { WechatBotError } from '../errors.ts'
import type { Logger } from '../log.ts'
import type { Predicate } from '../message/filter.ts'
import type { Filter, Message } from '../message/types.ts'
import { toReply } from '../reply/shape.ts'
import type { Reply, ReplyInput } from '../reply/types.ts'
import type { Values } from '../store/types.ts'
import type { Answer, Middleware } from './types.ts'

/** Whose code runs: a plugin, or the bot's own. */
export interface Owner {
  readonly name: string
  readonly log: Logger
  readonly store: Values
}

/** One registered handler: whether it is asked, and how. */
export interface HandlerEntry {
  readonly owner: Owner
  readonly matches: Predicate
  /** As it was registered, with `on` or `hears`. */
  readonly registered: { readonly filter: Filter } | { readonly trigger: string | RegExp }
  readonly run: (ctx: Context) => Answer | Promise<Answer>
}

/** One registered middleware. */
export interface MiddlewareEntry {
  readonly owner: Owner
  readonly run: Middleware
}

/** What the chain came to. `by` is who answered; with an error, who failed. */
export type Outcome =
  | { readonly reply: Reply; readonly by: string | undefined }
  | { readonly error: unknown; readonly by: string | undefined }

/** Runs the chain for one message. Never rejects. */
export type Chain = (message: Message, contextFor: (owner: Owner) => Context) => Promise<Outcome>

/** Composes the chain of a bot, once, when its first push comes. */
export function compose(
  middleware: readonly MiddlewareEntry[],
  handlers: readonly HandlerEntry[],
): Chain {
  return async (message, contextFor) => {
    let by: string | undefined
    let answered: ReplyInput | undefined
    let isBlamed = false
    let blamed: unknown

    /** Runs user code, checks what it returns, and remembers who failed first. */
    const ask = async (owner: Owner, run: () => Answer | Promise<Answer>) => {
      try {
        const answer = await run()
        if (answer === undefined) return undefined
        toReply(answer)
        // Middleware that hands on what next() gave it did not answer.
        if (answer !== answered) by = owner.name
        answered = answer
        return answer
      } catch (error) {
        if (!isBlamed || error !== blamed) {
          isBlamed = true
          blamed = error
          by = owner.name
        }
        throw error
      }
    }

    const askHandlers = async (): Promise<ReplyInput | undefined> => {
      for (const { owner, matches, run } of handlers) {
        if (!(await passes(owner, matches))) continue
        const answer = await ask(owner, () => run(contextFor(owner)))
        if (answer !== undefined) return answer
      }
      return undefined
    }

    /** A user's predicate can throw too. */
    const passes = async (owner: Owner, matches: Predicate): Promise<boolean> => {
      let isMatch = false
      await ask(owner, () => {
        isMatch = matches(message)
        return undefined
      })
      return isMatch
    }

    const step = async (index: number): Promise<ReplyInput | undefined> => {
      const layer = middleware[index]
      if (layer === undefined) return askHandlers()
      let isCalled = false
      let inner: ReplyInput | undefined
      const next = (): Promise<ReplyInput | undefined> => {
        if (isCalled) return quietly(Promise.reject(calledTwice(layer.owner)))
        isCalled = true
        return quietly(
          step(index + 1).then((answer) => {
            inner = answer
            return answer
          }),
        )
      }
      const answer = await ask(layer.owner, () => layer.run(contextFor(layer.owner), next))
      return answer ?? inner
    }

    try {
      const answer = await step(0)
      return answer === undefined
        ? { reply: { type: 'none' }, by: undefined }
        : { reply: toReply(answer), by }
    } catch (error) {
      return { error, by }
    }
  }
}

/** Whoever calls next() without awaiting it must not end the process by what fails below. */
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
