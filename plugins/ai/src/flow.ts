/** A flow: another service's workflow answers. That service keeps the conversation by its id. */
import type { Context, Session } from '@wechatbot/core'
import { orWarn } from './outage.ts'
import type { Source } from './source.ts'

/** Answers a text. */
export type Flow = (input: string, context: FlowContext) => AsyncIterable<string>

export interface FlowContext {
  /**
   * The id of the user's conversation. It stays the same until the user is quiet for `memory.ttlMs` or begins anew.
   */
  readonly conversation: string
  /** Whether the conversation begins with this message. */
  readonly isNew: boolean
  /** For a service that makes its own ids. From the next message on, `conversation` is the given id. */
  readonly rename: (conversation: string) => Promise<void>
  /** Aborts when nobody can get the answer any more, and after `timeoutMs`. */
  readonly signal: AbortSignal
}

/** The data about each user. Empty before the first message. */
export interface Conversation {
  readonly id?: string
}

/** While the Store is away, each message begins a new conversation. */
export function converseBy(flow: Flow, session: Session<Conversation>) {
  return (ctx: Context, input: string): Source =>
    async function* (signal) {
      const known = await orWarn(ctx.log, 'a new conversation', () => session.get(ctx))
      const isNew = known?.id === undefined
      const conversation = known?.id ?? crypto.randomUUID()
      let isKept = false
      const keep = async (id: string) => {
        isKept = true
        await orWarn(ctx.log, 'the conversation is not kept', () => session.set(ctx, { id }))
      }
      // An id that is known is written too, because that prolongs its time.
      if (!isNew) await keep(conversation)
      for await (const piece of flow(input, { conversation, isNew, rename: keep, signal })) {
        // A service that has not answered may not know a new conversation.
        if (!isKept) await keep(conversation)
        yield piece
      }
      if (!isKept) await keep(conversation)
    }
}
