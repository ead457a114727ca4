/** Runs a turn: once, by the process that owns it, and so that every way it can end settles it. */
import type { Account } from './account.ts'
import type { Allowance } from './api/allowance.ts'
import { withMediaId } from './api/media.ts'
import type { Api } from './api/types.ts'
import type { Chain, Outcome, Owner } from './chain/compose.ts'
import type { Clock, Timer } from './clock.ts'
import { createContext } from './context.ts'
import type { Strategy } from './late/types.ts'
import type { Logger } from './log.ts'
import { isEvent } from './message/filter.ts'
import type { Observe, Subject } from './observe.ts'
import type { Overlap } from './overlap.ts'
import type { Reply } from './reply/types.ts'
import type { Store } from './store/types.ts'
import { LEASE_MS, NO_FENCE, RENEW_MS, type Turn } from './turn.ts'

export interface RunParts {
  readonly account: Account
  readonly clock: Clock
  readonly store: Store
  readonly log: Logger
  readonly observe: Observe
  readonly api: () => Api
  /** Counts what its user may be sent; where there is no API, nothing is. */
  readonly allowance: Allowance | undefined
  /** How long a passive reply can be on its way, from the first attempt's head. */
  readonly passiveMs: number
  readonly bindingMs: number
  /** What the user gets when a handler fails. */
  readonly errorReply: Reply
  readonly late: readonly Strategy[]
  readonly overlap: Overlap
  readonly turns: Map<string, Turn>
  /** Settles when all plugins are set up. */
  readonly chain: () => Promise<Chain>
}

/** A handler that runs longer is told to stop; its slot is freed. */
const HANDLER_TIMEOUT_MS = 60_000
/** WeChat takes messages in answer to an event for a minute only. */
const EVENT_TIMEOUT_MS = 50_000
/** The name under which the mailbox answers. */
const MAILBOX = 'mailbox'

/** Never rejects. */
export async function runTurn(turn: Turn, bot: RunParts): Promise<void> {
  const stopTimer = timeOut(turn, bot)
  try {
    if (turn.fence === undefined && !(await isTakenOver(turn, bot))) return
    const stopRenewing = renewLease(turn, bot)
    try {
      // Settled before its handlers are through, it timed out or was given up: they run on alone.
      if (await bot.overlap(turn)) await Promise.race([answer(turn, bot), turn.reply])
    } finally {
      stopRenewing()
    }
    if (turn.settled !== undefined) await finish(turn, turn.settled, bot)
  } catch (err) {
    if (!turn.signal.aborted) bot.log.error({ err, key: turn.key }, 'turn failed')
    turn.settle({ type: 'none' })
  } finally {
    stopTimer()
    bot.turns.delete(turn.key)
  }
}

/** Waits for the process that owns the turn. True when this one has to run it after all. */
async function isTakenOver(turn: Turn, bot: RunParts): Promise<boolean> {
  const claim = await waitOrFailOpen(turn, bot)
  if (claim.state === 'done') {
    turn.settle(claim.reply ?? { type: 'none' })
    return false
  }
  turn.fence = claim.fence
  bot.observe({ type: 'claimed', ...subjectOf(turn, bot), state: 'taken-over' })
  return true
}

async function waitOrFailOpen(turn: Turn, bot: RunParts) {
  try {
    return await bot.store.turns.wait(turn.key, {
      leaseMs: LEASE_MS,
      ttlMs: bot.bindingMs,
      signal: turn.signal,
    })
  } catch (err) {
    if (turn.signal.aborted) throw err
    bot.log.error({ err, key: turn.key }, 'store failed, going on without it')
    return { state: 'run', fence: NO_FENCE } as const
  }
}

/** Asks what waits for this user, then the handlers. */
async function answer(turn: Turn, bot: RunParts): Promise<void> {
  await noteMessage(turn, bot)
  const waiting = await takeUp(turn, bot)
  if (waiting !== undefined) {
    turn.answeredBy = MAILBOX
    turn.settle(waiting)
    return
  }
  const startedAt = bot.clock.monotonic()
  const chain = await bot.chain()
  const outcome = await withFiles(
    await chain(turn.message, (owner) => contextFor(turn, owner, bot)),
    bot,
  )
  const ms = bot.clock.monotonic() - startedAt
  turn.answeredBy = outcome.by
  const record = { type: 'handler', ...subjectOf(turn, bot), plugin: outcome.by, ms } as const
  if ('error' in outcome) {
    bot.observe({ ...record, reply: bot.errorReply.type, error: outcome.error })
    bot.log.error({ err: outcome.error, plugin: outcome.by, key: turn.key }, 'handler failed')
    turn.settle(bot.errorReply)
  } else {
    bot.observe({ ...record, reply: outcome.reply.type })
    // Settled already, it timed out or was given up: nothing that waits may go out with it.
    if (turn.settled === undefined) turn.settle(await addWaiting(turn, outcome.reply, bot))
  }
}

/** A file that cannot be uploaded is the failure of whoever returned it. */
async function withFiles(outcome: Outcome, bot: RunParts) {
  if ('error' in outcome) return outcome
  const { by } = outcome
  try {
    return { by, reply: await withMediaId(outcome.reply, () => bot.api().media) }
  } catch (error) {
    return { by, error }
  }
}

async function noteMessage(turn: Turn, bot: RunParts): Promise<void> {
  try {
    await bot.allowance?.note(turn.message)
  } catch (err) {
    bot.log.error({ err, key: turn.key }, 'store failed, what may be sent is not counted')
  }
}

async function takeUp(turn: Turn, bot: RunParts): Promise<Reply | undefined> {
  try {
    for (const strategy of bot.late) {
      const reply = await strategy.takeUp?.(turn)
      if (reply !== undefined) return reply
    }
  } catch (err) {
    bot.log.error({ err, key: turn.key }, 'store failed, what waits for this user stays')
  }
  return undefined
}

async function addWaiting(turn: Turn, reply: Reply, bot: RunParts): Promise<Reply> {
  let whole = reply
  try {
    for (const strategy of bot.late) whole = (await strategy.addTo?.(turn, whole)) ?? whole
  } catch (err) {
    bot.log.error({ err, key: turn.key }, 'store failed, what waits for this user stays')
  }
  return whole
}

function contextFor(turn: Turn, owner: Owner, bot: RunParts) {
  turn.asked = owner.name
  return createContext({
    turn,
    account: bot.account.info(turn.message.ToUserName),
    deadline: turn.receivedAt.now + bot.passiveMs,
    log: owner.log,
    store: owner.store,
    api: bot.api,
  })
}

async function finish(turn: Turn, reply: Reply, bot: RunParts): Promise<void> {
  try {
    const kept: Reply = turn.isDeferred ? { type: 'none' } : reply
    await bot.store.turns.finish(turn.key, turn.fence ?? NO_FENCE, kept)
  } catch (err) {
    bot.log.error({ err, key: turn.key }, 'store failed, the reply is kept in this process only')
  }
}

/** Keeps the turn while its handlers run, so that no other process takes it over. */
function renewLease(turn: Turn, bot: RunParts): () => void {
  let timer: Timer
  let isStopped = false
  const renew = () => {
    // Also when it timed out: its handler may never settle.
    if (isStopped || turn.settled !== undefined) return
    bot.store.turns.renew(turn.key, turn.fence ?? NO_FENCE, LEASE_MS).catch((err: unknown) => {
      bot.log.error({ err, key: turn.key }, 'store failed, lease not renewed')
    })
    timer = bot.clock.setTimeout(renew, RENEW_MS)
  }
  timer = bot.clock.setTimeout(renew, RENEW_MS)
  return () => {
    isStopped = true
    bot.clock.clearTimeout(timer)
  }
}

/** A handler that never settles must not keep its turn for ever. */
function timeOut(turn: Turn, bot: RunParts): () => void {
  const ms = isEvent(turn.message) ? EVENT_TIMEOUT_MS : HANDLER_TIMEOUT_MS
  const timer = bot.clock.setTimeout(() => {
    turn.abort(`no reply after ${ms} ms`)
    bot.log.error({ key: turn.key, plugin: turn.asked, timeoutMs: ms }, 'handler timed out')
    turn.settle(bot.errorReply)
  }, ms)
  return () => bot.clock.clearTimeout(timer)
}

export function subjectOf(
  turn: Turn,
  bot: { readonly account: Account },
  attempt = turn.attempts,
): Subject {
  return { bot: bot.account.name, key: turn.key, kind: turn.message.kind, attempt }
}
