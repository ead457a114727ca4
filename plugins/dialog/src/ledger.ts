/** Stores the states of users. A write succeeds only if nobody else has written since the state was read. */
import type { Context, Scope, Session } from '@wechatbot/core'
import { nothing, type State, stateSchema } from './state.ts'

export interface Ledger {
  readonly read: (ctx: Context) => Promise<State>
  /** Writes `after`, which follows the state that was read. False where another message has written meanwhile. */
  readonly write: (ctx: Context, after: State) => Promise<boolean>
  /** Changes the state, even if other messages write at the same time. */
  readonly change: (ctx: Context, change: (state: State) => State) => Promise<State>
}

/** A dialog is open for seven days at most. For one day more its user is told that it is over. */
const TTL_MS = 8 * 24 * 60 * 60_000

export function createLedger(scope: Pick<Scope, 'session'>): Ledger {
  const session: Session<State> = scope.session({
    ...{ name: 'dialog', initial: nothing, ttlMs: TTL_MS, schema: stateSchema },
  })
  return {
    read: (ctx) => session.get(ctx),
    write: async (ctx, after) => {
      const { revision } = after
      try {
        await session.update(ctx, (state) => {
          if (state.revision + 1 !== revision) throw new Overtaken()
          return after
        })
        return true
      } catch (error) {
        if (error instanceof Overtaken) return false
        throw error
      }
    },
    change: (ctx, change) => session.update(ctx, change),
  }
}

class Overtaken extends Error {}
