/** The parts of the chain: handlers and middleware as they were registered, each with its owner. */
import type { Filter, Message } from '../message/types.ts'
import type { Context, Owner } from './context.ts'
import type { Answer, Middleware, Phase } from './types.ts'

/** Gives the context in which an owner's code sees the message. */
export type ContextFor = (owner: Owner) => Context

/** The filter of `on`, or the trigger of `hears`, that a handler was registered with. */
export type Registered = { readonly filter: Filter } | { readonly trigger: string | RegExp }

/** One registered handler. */
export interface HandlerEntry {
  readonly owner: Owner
  readonly registered: Registered
  /** Whether user code decides if a message is for the handler: a RegExp or a function. */
  readonly mustTry: boolean
  /**
   * The handler's answer; undefined for a message that is not for it. No context is made then.
   * @param text the Content of a text message, folded once for all handlers.
   */
  readonly ask: (
    message: Message,
    contextFor: ContextFor,
    text?: string,
  ) => Answer | Promise<Answer>
}

/** One registered middleware. */
export interface MiddlewareEntry {
  readonly owner: Owner
  readonly run: Middleware
  readonly phase: Phase
}

/** Registrations in order, of one owner or of all. */
export interface Segment {
  readonly handlers: HandlerEntry[]
  readonly middleware: MiddlewareEntry[]
}

export const PHASES: readonly Phase[] = ['gate', 'around']

/**
 * The segments of several owners as one, in the order in which they are asked. Gates come before
 * other middleware.
 */
export function joined(segments: readonly Segment[]): Segment {
  const middleware = segments.flatMap((segment) => segment.middleware)
  return {
    middleware: PHASES.flatMap((phase) => middleware.filter((entry) => entry.phase === phase)),
    handlers: segments.flatMap(({ handlers }) => handlers),
  }
}
