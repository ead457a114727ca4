/** Records for development when each handler was called and how it ended. It costs nothing elsewhere. */

import type { ReplyInput } from '../reply/types.ts'
import { isPassedOn, readAnswer } from './answer.ts'
import type { Owner } from './context.ts'
import type { Registered, Segment } from './entries.ts'
import type { Answer } from './types.ts'

/** `passed`: it gave no reply or error of its own. It may have returned the reply of `next()`. */
type Ended = (how: 'answered' | 'passed' | 'failed') => void

/**
 * Called when a handler or middleware is called. It returns a function that is called at the end of
 * that handler or middleware.
 * @param registered undefined for middleware.
 */
export type Trace = (owner: Owner, registered?: Registered) => Ended

/** The same chain for one message. It tells `trace` of each handler and middleware. */
export function traced({ handlers, middleware }: Segment, trace: Trace): Segment {
  /** Replies and errors so far. An owner that returns or throws one of them again has only passed it on. */
  const known = new Set<unknown>()
  const isKnown = (reply: ReplyInput) => [...known].some((one) => isPassedOn(reply, one))
  const watch = async (ask: () => Answer | Promise<Answer>, ended: Ended) => {
    try {
      const answer = await ask()
      const reply = readAnswer(answer)
      const isOwn = reply !== undefined && !isKnown(reply)
      ended(isOwn ? 'answered' : 'passed')
      if (isOwn) known.add(reply)
      return answer
    } catch (error) {
      ended(known.has(error) ? 'passed' : 'failed')
      known.add(error)
      throw error
    }
  }
  return {
    handlers: handlers.map(({ ask, ...entry }) => ({
      ...entry,
      ask: (message, contextFor, text) => {
        // The trace begins only when the message is for this handler.
        let ended: Ended | undefined
        const contextOf = (owner: Owner) => {
          ended = trace(owner, entry.registered)
          return contextFor(owner)
        }
        const asked = () => ask(message, contextOf, text)
        return watch(asked, (how) => ended?.(how))
      },
    })),
    middleware: middleware.map(({ run, ...entry }) => ({
      ...entry,
      run: (ctx, next) => watch(() => run(ctx, next), trace(entry.owner)),
    })),
  }
}
