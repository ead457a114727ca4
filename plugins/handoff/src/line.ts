/**
 * Stores which users are with a human, and how many messages of the others had no answer. It holds over instances
 * and restarts.
 */
import type { Clock, Context, Logger, Scope, SessionUser } from '@wechatbot/core'
import * as v from 'valibot'

const human = v.object({
  /** True when WeChat has said that an agent has the user. False when an agent was only asked for. */
  isConnected: v.boolean(),
  /** The end of the bot's silence, in milliseconds since 1970. */
  until: v.number(),
  kfAccount: v.exactOptional(v.string()),
  /** The key of the message that asked. When that message runs again, it is answered again. */
  by: v.exactOptional(v.string()),
})

const stateSchema = v.object({ misses: v.number(), human: v.exactOptional(human) })

export type Human = v.InferOutput<typeof human>
type State = v.InferOutput<typeof stateSchema>

export interface Line {
  readonly read: (user: SessionUser) => Promise<State>
  /** The user has asked for a human. */
  readonly wait: (ctx: Context, kfAccount?: string) => Promise<void>
  /** An agent has the user. */
  readonly connect: (user: SessionUser, kfAccount: string) => Promise<void>
  /** A message of the user prolongs the wait. */
  readonly prolong: (user: SessionUser) => Promise<void>
  /** The bot has the user again. */
  readonly release: (user: SessionUser) => Promise<void>
  readonly count: (user: SessionUser, misses: number) => Promise<void>
}

/** A limit, because WeChat may never tell the end of an agent's session. */
const CONNECTED_MS = 12 * 60 * 60_000
const TTL_MS = 24 * 60 * 60_000

const nothing = (): State => ({ misses: 0 })

export function createLine(
  scope: Pick<Scope, 'session'> & { readonly log: Logger; readonly clock: Clock },
  silentMs: number,
): Line {
  const { clock, log } = scope
  const session = scope.session<State>({
    ...{ name: 'handoff', initial: nothing, ttlMs: TTL_MS, schema: stateSchema },
  })
  /** While the Store is away the bot answers, because it does not know who is with a human. */
  const orWarn = async <T>(work: Promise<T>, otherwise: T): Promise<T> => {
    try {
      return await work
    } catch (err) {
      log.warn({ err }, 'the Store is away: the bot answers users who may be with a human')
      return otherwise
    }
  }
  const set = (user: SessionUser, state: State) => orWarn(session.set(user, state), undefined)
  return {
    read: async (user) => {
      const state = await orWarn(session.get(user), nothing())
      const isOver = state.human !== undefined && state.human.until <= clock.now()
      return isOver ? nothing() : state
    },
    wait: (ctx, kfAccount) => {
      const until = clock.now() + silentMs
      const agent = kfAccount === undefined ? {} : { kfAccount }
      return set(ctx, { misses: 0, human: { isConnected: false, until, by: ctx.key, ...agent } })
    },
    connect: (user, kfAccount) => {
      const until = clock.now() + CONNECTED_MS
      return set(user, { misses: 0, human: { isConnected: true, until, kfAccount } })
    },
    prolong: async (user) => {
      const prolonged = session.update(user, (state) => {
        if (state.human === undefined) return state
        const ms = state.human.isConnected ? CONNECTED_MS : silentMs
        return { ...state, human: { ...state.human, until: clock.now() + ms } }
      })
      await orWarn<State>(prolonged, nothing())
    },
    release: (user) => orWarn(session.clear(user), undefined),
    count: async (user, misses) => {
      // An agent may have taken the user meanwhile.
      const counted = session.update(user, (state) => ({ ...state, misses }))
      await orWarn<State>(counted, nothing())
    },
  }
}
