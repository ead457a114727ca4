/** The desks of bots: how the entries of one bot find the same, and a handler the one of its message. */
import type { Context, Scope } from '@wechatbot/core'
import { createDesk, type Desk } from './desk.ts'
import { createLedger } from './ledger.ts'
import { createLine } from './line.ts'

/** By the account of a bot, which all its scopes share, and by the state of a message. Weakly. */
const desks = new WeakMap<object, Desk>()

/** The first entry of a bot opens it: its session is for all. */
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
