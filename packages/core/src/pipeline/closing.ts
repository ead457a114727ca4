/** Ends the messages in flight when their bot closes. */
import { isLast } from '../turn/attempt.ts'
import type { Turn } from '../turn/turn.ts'
import type { Runtime } from './runtime.ts'

const REASON = 'the bot is closing'

/**
 * Hands over, or leaves to its owner, what another process can go on with. Ends all other messages. Each has a line in the
 * log.
 */
export async function endTurns(bot: Runtime): Promise<void> {
  await Promise.all([...bot.state.turns.values()].map((turn) => end(turn, bot)))
}

async function end(turn: Turn, bot: Runtime): Promise<void> {
  // Its first part was answered. The strategy delivers the text that has been written so far.
  if (turn.firstPart !== undefined) return
  if ((await handOver(turn, bot)) || leaveToOwner(turn, bot)) return
  // It has its reply, which is on its way.
  if (turn.settled !== undefined && turn.delivery === undefined) return
  const { settings, services } = bot
  services.log.warn({ key: turn.key, plugin: turn.asked }, `message dropped: ${REASON}`)
  turn.abort(REASON)
  turn.settle(settings.errorReply)
}

/** Gives the lease back, if another process can go on with the message. */
async function handOver(turn: Turn, { services }: Runtime): Promise<boolean> {
  if (turn.fence === undefined) return false
  const what = await handedOver(turn, services)
  // The lease may have been claimed anew meanwhile.
  const { key, record, fence, asked: plugin } = turn
  if (what === undefined || fence === undefined) return false
  services.log.info({ key, plugin }, `${what} handed over: ${REASON}`)
  turn.handOver(REASON)
  await services.leases.giveBack(record, fence)
  return true
}

/** What another process can go on with. */
async function handedOver(
  turn: Turn,
  { promises }: Runtime['services'],
): Promise<'promised reply' | 'message' | undefined> {
  // The promise may be another process's.
  if (promises.isMade(turn) || (await promises.isStanding(turn))) return 'promised reply'
  // No attempt waits here, so the next one, at another process, can run it.
  const mayGoOn = promises.areKept && !turn.hasLeft && !turn.signal.aborted
  return mayGoOn && turn.settled === undefined && !turn.isAwaited ? 'message' : undefined
}

/** False if this process runs the message, if it is settled, or if WeChat's last attempt waits here. */
function leaveToOwner(turn: Turn, { services }: Runtime): boolean {
  if (turn.isOwn || turn.settled !== undefined) return false
  if (!services.promises.isMade(turn)) {
    if (turn.isAwaited && isLast({ number: turn.attempts })) return false
    // WeChat asks again, and the owner's reply goes to the next attempt.
    turn.endWaiting('unanswered')
  }
  const { key, asked: plugin } = turn
  services.log.info({ key, plugin }, `message left to its owner: ${REASON}`)
  turn.handOver(REASON)
  turn.settle({ type: 'none' })
  return true
}
