/**
 * Fourth stage: Attempt -> Reply | 'unanswered'. Runs the chain once per turn, and waits for it
 * until the deadline of this attempt; then the late strategies say what the attempt gets.
 */
import type { Account } from '../account.ts'
import type { Api } from '../api/types.ts'
import type { Chain, Owner } from '../chain/compose.ts'
import { type Clock, type Timer, within } from '../clock.ts'
import { createContext } from '../context.ts'
import type { Strategy } from '../late/types.ts'
import type { Logger } from '../log.ts'
import { isEvent } from '../message/filter.ts'
import type { Observe, Subject } from '../observe.ts'
import type { Reply } from '../reply/types.ts'
import type { Store } from '../store/types.ts'
import { type Attempt, LEASE_MS, NO_FENCE, RENEW_MS, type Turn } from '../turn.ts'

export interface HandleParts {
  readonly account: Account
  readonly clock: Clock
  readonly store: Store
  readonly log: Logger
  readonly observe: Observe
  readonly api: () => Api
  /** Counted from the head of the request. */
  readonly deadlineMs: number
  readonly bindingMs: number
  readonly errorText: string | undefined
  /** Asked in order; the last one always answers. */
  readonly late: readonly Strategy[]
  readonly turns: Map<string, Turn>
  /** Settles when all plugins are set up. */
  readonly chain: () => Promise<Chain>
}

/** A handler that runs longer is told to stop; its slot is freed. */
const HANDLER_TIMEOUT_MS = 60_000
/** WeChat takes messages in answer to an event for a minute only. */
const EVENT_TIMEOUT_MS = 50_000

export async function handle(attempt: Attempt, bot: HandleParts): Promise<Reply | 'unanswered'> {
  const { turn, push } = attempt
  // Runs on after this attempt is answered; every way it can end settles the turn.
  if (turn.settled === undefined && turn.begin()) void runOrFollow(turn, bot)
  const spentMs = bot.clock.monotonic() - push.receivedAt.monotonic
  const inTime = await within(bot.clock, bot.deadlineMs - spentMs, turn.reply)
  if (inTime !== undefined) return inTime.value
  for (const strategy of bot.late) {
    const response = await strategy.answer(attempt)
    if (response === undefined) continue
    const subject = { ...subjectOf(turn, bot), attempt: attempt.number }
    bot.observe({ type: 'late', ...subject, strategy: strategy.name })
    return response
  }
  return { type: 'none' }
}

async function runOrFollow(turn: Turn, bot: HandleParts): Promise<void> {
  const stopTimer = timeOut(turn, bot)
  try {
    if (turn.fence === undefined && !(await isTakenOver(turn, bot))) return
    await run(turn, bot)
  } catch (err) {
    bot.log.error({ err, key: turn.key }, 'turn failed')
    turn.settle({ type: 'none' })
  } finally {
    stopTimer()
    bot.turns.delete(turn.key)
  }
}

/** Waits for the process that owns the turn. True when this one has to run it after all. */
async function isTakenOver(turn: Turn, bot: HandleParts): Promise<boolean> {
  const claim = await waitOrFailOpen(turn, bot)
  if (claim.state === 'done') {
    turn.settle(claim.reply ?? { type: 'none' })
    return false
  }
  turn.fence = claim.fence
  return true
}

async function waitOrFailOpen(turn: Turn, bot: HandleParts) {
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

async function run(turn: Turn, bot: HandleParts): Promise<void> {
  const stopRenewing = renewLease(turn, bot)
  const startedAt = bot.clock.monotonic()
  try {
    const chain = await bot.chain()
    const outcome = await chain(turn.message, (owner) => contextFor(turn, owner, bot))
    const ms = bot.clock.monotonic() - startedAt
    turn.answeredBy = outcome.by
    const record = { type: 'handler', ...subjectOf(turn, bot), plugin: outcome.by, ms } as const
    if ('error' in outcome) {
      bot.observe({ ...record, error: outcome.error })
      bot.log.error({ err: outcome.error, plugin: outcome.by, key: turn.key }, 'handler failed')
      turn.settle(errorReply(bot))
    } else {
      bot.observe(record)
      turn.settle(outcome.reply)
    }
  } finally {
    stopRenewing()
  }
  if (turn.settled !== undefined) await finish(turn, turn.settled, bot)
}

function errorReply(bot: HandleParts): Reply {
  return bot.errorText === undefined ? { type: 'none' } : { type: 'text', content: bot.errorText }
}

function contextFor(turn: Turn, owner: Owner, bot: HandleParts) {
  return createContext({
    turn,
    account: bot.account.info(turn.message.ToUserName),
    deadline: turn.receivedAt.now + bot.deadlineMs,
    log: owner.log,
    store: owner.store,
    api: bot.api,
  })
}

async function finish(turn: Turn, reply: Reply, bot: HandleParts): Promise<void> {
  try {
    await bot.store.turns.finish(turn.key, turn.fence ?? NO_FENCE, reply)
  } catch (err) {
    bot.log.error({ err, key: turn.key }, 'store failed, the reply is kept in this process only')
  }
}

/** Keeps the turn while its handlers run, so that no other process takes it over. */
function renewLease(turn: Turn, bot: HandleParts): () => void {
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
function timeOut(turn: Turn, bot: HandleParts): () => void {
  const ms = isEvent(turn.message) ? EVENT_TIMEOUT_MS : HANDLER_TIMEOUT_MS
  const timer = bot.clock.setTimeout(() => {
    turn.abort(`no reply after ${ms} ms`)
    bot.log.error({ key: turn.key, timeoutMs: ms }, 'handler timed out')
    bot.turns.delete(turn.key)
    const reply = errorReply(bot)
    turn.settle(reply)
    void finish(turn, reply, bot)
  }, ms)
  return () => bot.clock.clearTimeout(timer)
}

function subjectOf(turn: Turn, bot: HandleParts): Subject {
  return {
    bot: bot.account.name,
    key: turn.key,
    kind: turn.message.kind,
    attempt: turn.attempts,
  }
}
