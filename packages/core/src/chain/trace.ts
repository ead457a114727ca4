/** A chain that tells who was asked, and what came of it. For development: nobody else pays for it. */

import { toReply } from '../reply/shape.ts'
import type { HandlerEntry } from './compose.ts'
import type { Owner } from './context.ts'
import type { Segment } from './registry.ts'
import type { Answer } from './types.ts'

/** `passed`: not with a reply or an error of its own; it may have handed on what `next()` gave it. */
type Ended = (how: 'answered' | 'passed' | 'failed') => void

/**
 * Called when code of an owner is asked; what it returns, when that has ended.
 * @param registered undefined for middleware.
 */
export type Listen = (owner: Owner, registered?: HandlerEntry['registered']) => Ended

/** The same, with somebody who listens to one message's way along it. */
export function listened({ handlers, middleware }: Segment, listen: Listen): Segment {
  /** Replies and errors: whoever comes up with one of them again has only handed it on. */
  const known = new Set<unknown>()
  const watch = async (ask: () => Answer | Promise<Answer>, ended: Ended) => {
    try {
      const answer = await ask()
      const isOwn = answer !== undefined && !known.has(answer)
      if (isOwn) toReply(answer)
      ended(isOwn ? 'answered' : 'passed')
      if (isOwn) known.add(answer)
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
          ended = listen(owner, entry.registered)
          return contextFor(owner)
        }
        const asked = () => ask(message, contextOf, text)
        return watch(asked, (how) => ended?.(how))
      },
    })),
    middleware: middleware.map(({ owner, run }) => ({
      owner,
      run: (ctx, next) => watch(() => run(ctx, next), listen(owner)),
    })),
  }
}
