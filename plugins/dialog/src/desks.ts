/** Finds the desk of a bot, so that all dialogs of the bot share it, and the desk of a message, for handlers. */
import type { Context, Scope } from '@wechatbot/core'
import { createDesk, type Desk } from './desk.ts'
import { createLedger } from './ledger.ts'
import { createLine } from './line.ts'

/** Desks by the bot's account, which all its scopes share, and by the state of a message. The keys are weak. */
const desks = new WeakMap<object, Desk>()

/** The first dialog of a bot makes the desk, with a session for all dialogs. */
export function deskOf(scope: Scope): Desk {
  const known = desks.get(scope.account)
  if (known !== undefined) return known
  const desk = createDesk(scope, createLedger(scope), createLine())
  desks.set(scope.account, desk)
  scope.use((ctx, next) => {
    desks.set(ctx.state, desk)
    return desk.middleware(ctx, next)
  })
  return desk
}

/** Undefined in a bot without dialogs. */
export function deskAt(ctx: Pick<Context, 'state'>): Desk | undefined {
  return desks.get(ctx.state)
}
