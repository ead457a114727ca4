/** Ends the messages in flight when their bot closes. */
import { isLast } from '../turn/attempt.ts'
import type { Turn } from '../turn/turn.ts'
import type { Runtime } from './runtime.ts'

const REASON = 'the bot is closing'

/**
 * Hands promised replies over to another process at once. Ends all other messages, with a line in
 * the log for each.
 */
export async function endTurns(bot: Runtime): Promise<void> {
  await Promise.all([...bot.state.turns.values()].map((turn) => end(turn, bot)))
}

/** Why another process goes on with the message, if one does. */
async function reasonToHandOver(
  turn: Turn,
  { promises }: Runtime['services'],
): Promise<string | undefined> {
  // Another process may have promised it, too.
  if (promises.isMade(turn) || (await promises.isStanding(turn))) return 'promised reply'
  // No attempt waits here: WeChat makes the next one at another process, or has made it.
  const mayGoOn = promises.areKept && !turn.hasLeft && !turn.signal.aborted
  return mayGoOn && turn.settled === undefined && !turn.isAwaited ? 'message' : undefined
}

async function end(turn: Turn, { settings, services }: Runtime): Promise<void> {
  const { key, record, fence, asked: plugin } = turn
  const { leases, log, promises } = services
  // The user has read the first part. The rest is delivered as far as it is written.
  if (turn.firstPart !== undefined) return
  const handedOver = fence !== undefined ? await reasonToHandOver(turn, services) : undefined
  if (fence !== undefined && handedOver !== undefined) {
    log.info({ key, plugin }, `${handedOver} handed over: ${REASON}`)
    turn.handOver(REASON)
    await leases.giveBack(record, fence)
    return
  }
  if (!turn.isOwn && turn.settled === undefined) {
    const isPromised = promises.isMade(turn)
    // The owner's reply goes to the next attempt.
    if (!isPromised && !isLast({ number: turn.attempts })) turn.endWaiting('unanswered')
    if (isPromised || !turn.isAwaited) {
      log.info({ key, plugin }, `message left to its owner: ${REASON}`)
      turn.handOver(REASON)
      turn.settle({ type: 'none' })
      return
    }
  }
  // It has its reply, which is on its way.
  if (turn.settled !== undefined && turn.delivery === undefined) return
  log.warn({ key, plugin }, `message dropped: ${REASON}`)
  turn.abort(REASON)
  turn.settle(settings.errorReply)
}
