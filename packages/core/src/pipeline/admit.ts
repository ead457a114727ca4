/** Whether the handlers of a turn may be asked. With some values of `overlap` it waits for its user's earlier messages. */
import { isPending, type Soon } from '../soon.ts'
import type { Progress } from '../store/types.ts'
import type { Turn } from '../turn/turn.ts'
import type { Runtime } from './runtime.ts'

/** False if the turn was settled without its handlers. */
export function admit(turn: Turn, bot: Runtime): Soon<boolean> {
  const admitted = bot.services.admit(turn)
  return isPending(admitted) ? queued(turn, admitted, bot) : admitted
}

/** Tells the Store that the turn waits: if this process vanishes meanwhile, the turn did not cause it. */
async function queued(turn: Turn, admitted: Promise<boolean>, bot: Runtime): Promise<boolean> {
  const tell = (progress: Progress): void => {
    bot.services.leases.renew(turn, progress).catch(() => {})
  }
  turn.isQueued = true
  const { key, kind, attempts: attempt } = turn
  bot.services.observe({ type: 'queued', bot: bot.settings.account.name, key, kind, attempt })
  tell('waiting')
  const may = await admitted
  turn.isQueued = false
  // Another process goes on with it, and nobody waits for its answer here.
  if (turn.isLost && !turn.isAwaited) {
    turn.settle({ type: 'none' })
    return false
  }
  if (may) tell('running')
  return may
}
