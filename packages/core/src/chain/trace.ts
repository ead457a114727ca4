/** What development is told of each handler: when it was called, and how it ended. Nobody else pays for it. */

import { readAnswer } from './answer.ts'
import type { Owner } from './context.ts'
import type { Registered, Segment } from './entries.ts'
import type { Answer } from './types.ts'

/** `passed`: not with a reply or an error of its own; it may have handed on what `next()` gave it. */
type Ended = (how: 'answered' | 'passed' | 'failed') => void

/**
 * Called when a handler or middleware is called; what it returns is called when that has ended.
 * @param registered undefined for middleware.
 */
export type Trace = (owner: Owner, registered?: Registered) => Ended

/** The same chain for one message, which tells `trace` of each handler and middleware. */
export function traced({ handlers, middleware }: Segment, trace: Trace): Segment {
  /** Replies and errors: an owner that returns one of them again has only handed it on. */
  const known = new Set<unknown>()
  const watch = async (ask: () => Answer | Promise<Answer>, ended: Ended) => {
    try {
      const answer = await ask()
      const reply = readAnswer(answer)
      const isOwn = reply !== undefined && !known.has(reply)
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
        // Made when the message is for it.
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
