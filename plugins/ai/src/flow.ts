/** A flow: somebody else's workflow answers, and keeps the conversation by its id. */
import type { Context, Session } from '@wechatbot/core'
import { orWarn } from './outage.ts'
import type { Source } from './source.ts'

/** Answers a text. */
export type Flow = (input: string, context: FlowContext) => AsyncIterable<string>

export interface FlowContext {
  /** One a user: the same until it has been quiet for `memory.ttlMs`, or the user begins anew. */
  readonly conversation: string
  /** Whether it begins with this message. */
  readonly isNew: boolean
  /** For a service that makes its own ids: from the next message on `conversation` is this one. */
  readonly rename: (conversation: string) => Promise<void>
  /** Aborts when nobody can get the answer any more, and after `timeoutMs`. */
  readonly signal: AbortSignal
}

/** What is kept of each user; empty before the first message. */
export interface Conversation {
  readonly id?: string
}

/** While the Store is away, each message is a conversation. */
export function converseBy(flow: Flow, session: Session<Conversation>) {
  return (ctx: Context, input: string): Source =>
    async function* (signal) {
      const rename = (id: string) => session.set(ctx, { id })
      const known = await orWarn(ctx.log, 'a new conversation', () => session.get(ctx))
      const conversation = known?.id ?? crypto.randomUUID()
      // Also one that is known: its time begins anew.
      await orWarn(ctx.log, 'the conversation is not kept', () => rename(conversation))
      yield* flow(input, { conversation, isNew: known?.id === undefined, rename, signal })
    }
}
