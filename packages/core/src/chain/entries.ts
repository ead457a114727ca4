/** What stands in the chain: handlers and middleware as they were registered, each with its owner. */
import type { Filter, Message } from '../message/types.ts'
import type { Context, Owner } from './context.ts'
import type { Answer, Middleware, Phase } from './types.ts'

/** The context in which an owner's code sees the message. */
export type ContextFor = (owner: Owner) => Context

/** With what a handler was registered: the filter of `on`, or the trigger of `hears`. */
export type Registered = { readonly filter: Filter } | { readonly trigger: string | RegExp }

/** One registered handler. */
export interface HandlerEntry {
  readonly owner: Owner
  readonly registered: Registered
  /** Whether it takes code to tell if a message is for it: a RegExp or a function. */
  readonly mustTry: boolean
  /**
   * Its answer; undefined for a message that it is not for, and no context is made for that.
   * @param text the Content of a text message, folded: once, however many listen to it.
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

/** Registrations in order: of one owner, or of all. */
export interface Segment {
  readonly handlers: HandlerEntry[]
  readonly middleware: MiddlewareEntry[]
}

export const PHASES: readonly Phase[] = ['gate', 'around']

/** Those of several owners as one, in the order in which they are asked: gates before other middleware. */
export function joined(segments: readonly Segment[]): Segment {
  const middleware = segments.flatMap((segment) => segment.middleware)
  return {
    middleware: PHASES.flatMap((phase) => middleware.filter((entry) => entry.phase === phase)),
    handlers: segments.flatMap(({ handlers }) => handlers),
  }
}
