/** Decides about a turn whose process has vanished: its handlers run once more, or its user is told. */
import type { Promised } from '../late/promises.ts'
import type { Strategy } from '../late/types.ts'
import type { Turn } from '../turn/turn.ts'
import type { Runtime } from './runtime.ts'

/**
 * Settles a promised turn with `interruptedText`, unless its handlers may run once more. The log says which.
 * @param hasLeft whether something has left the process that vanished.
 */
export function decideRerun(turn: Turn, promised: Promised, hasLeft: boolean, bot: Runtime): void {
  const { settings, services } = bot
  const { interrupted, interruptedReply } = settings
  const isTold = interrupted === 'tell' || (interrupted !== 'rerun' && hasLeft)
  const afterMs = services.clock.now() - promised.promisedAt
  const how = turn.isPoison ? 'given up' : isTold ? 'told' : 'run again'
  services.log.warn({ key: turn.key, afterMs, how }, 'promised reply taken over')
  if (isTold) turn.settle(interruptedReply)
}

/**
 * Settles a turn that WeChat has sent again, and that nobody has promised, with `interruptedText` if something has left. With
 * `interrupted: 'rerun'` it runs again.
 */
export function decideRetry(turn: Turn, hasLeft: boolean, { settings, services }: Runtime): void {
  if (!hasLeft || settings.interrupted === 'rerun') return
  services.log.warn({ key: turn.key, how: 'told' }, 'message taken over')
  turn.settle(settings.interruptedReply)
}

/** Begins to deliver a reply in the way in which it was promised. @throws the error of the Store. */
export async function resume(turn: Turn, { by }: Promised, { services }: Runtime): Promise<void> {
  const promised = services.strategies.find(({ name }) => name === by)
  // The option `late` may have changed since the promise was made.
  const able = promised?.resume === undefined ? services.strategies.find(canResume) : promised
  await able?.resume?.(turn)
}

export function canResume({ resume: way }: Strategy): boolean {
  return way !== undefined
}
