/**
 * Decides about a promised reply whose process has vanished: its handlers run once more, or its
 * user is told.
 */
import type { Promised } from '../late/promises.ts'
import type { Turn } from '../turn/turn.ts'
import type { Runtime } from './runtime.ts'

/** Settles the turn if its handlers must not run again. This process owns the turn. */
export function takeOver(turn: Turn, promised: Promised, bot: Runtime): void {
  const { settings, services } = bot
  const { interrupted, interruptedReply } = settings
  const isTold = interrupted === 'tell' || (interrupted !== 'rerun' && promised.hasLeft === true)
  const afterMs = services.clock.now() - promised.promisedAt
  const how = turn.isPoison ? 'given up' : isTold ? 'told' : 'run again'
  services.log.warn({ key: turn.key, afterMs, how }, 'promised reply taken over')
  if (isTold) turn.settle(interruptedReply)
}
