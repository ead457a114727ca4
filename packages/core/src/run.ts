/** Runs a turn: once, by the process that owns it, and so that every way it can end settles it. */
import type { Account } from './account.ts'
import type { Allowance } from './api/allowance.ts'
import { hasFile, withMediaId } from './api/media.ts'
import type { Answered, Chain, Outcome } from './chain/compose.ts'
import type { Clock } from './clock.ts'
import { type ContextParts, TurnContext } from './context.ts'
import type { Strategy } from './late/types.ts'
import type { Logger } from './log.ts'
import { isEvent } from './message/filter.ts'
import type { Observe, Subject } from './observe.ts'
import type { Overlap } from './overlap.ts'
import type { Reply } from './reply/types.ts'
import type { Store } from './store/types.ts'
import { LEASE_MS, NO_FENCE, RENEW_MS, type Turn } from './turn.ts'

export interface RunParts extends ContextParts {
  readonly clock: Clock
  readonly store: Store
  readonly log: Logger
  readonly observe: Observe
  /** Counts what its user may be sent; where there is no API, nothing is. */
  readonly allowance: Allowance | undefined
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
const STAYS = 'what waits for this user stays'

/** Never rejects. */
export async function runTurn(turn: Turn, bot: RunParts): Promise<void> {
  const stopWatch = watch(turn, bot)
  try {
    if (turn.fence === undefined && !(await isTakenOver(turn, bot))) return
    if (await bot.overlap(turn)) void answer(turn, bot)
    // Settled before its handlers are through, it timed out or was given up: they run on alone.
    await finish(turn, await turn.reply, bot)
  } catch (err) {
    fail(turn, err, bot)
  } finally {
    stopWatch()
    bot.turns.delete(turn.key)
  }
}

/** Not by its handler. It is not finished in the Store either: a retry may run it again. */
function fail(turn: Turn, err: unknown, bot: RunParts): void {
  if (!turn.signal.aborted) bot.log.error({ err, key: turn.key }, 'turn failed')
  turn.fence = NO_FENCE
  turn.settle({ type: 'none' })
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

function waitOrFailOpen(turn: Turn, bot: RunParts) {
  const { signal } = turn
  const asked = bot.store.turns.wait(turn.key, { leaseMs: LEASE_MS, ttlMs: bot.bindingMs, signal })
  return asked.catch((err: unknown) => {
    if (signal.aborted) throw err
    bot.log.error({ err, key: turn.key }, 'store failed, going on without it')
    return { state: 'run', fence: NO_FENCE } as const
  })
}

/** Asks what waits for this user, then the handlers. Never rejects. */
async function answer(turn: Turn, bot: RunParts): Promise<void> {
  try {
    const noted = bot.allowance?.note(turn.message)
    if (noted !== undefined)
      await orElse(undefined, noted, turn, bot, 'what may be sent is not counted')
    const waiting = await orElse(undefined, takeUp(turn, bot), turn, bot, STAYS)
    if (waiting === undefined) return await askHandlers(turn, bot)
    turn.answeredBy = MAILBOX
    turn.settle(waiting)
  } catch (err) {
    fail(turn, err, bot)
  }
}

async function askHandlers(turn: Turn, bot: RunParts): Promise<void> {
  const startedAt = bot.clock.monotonic()
  const chain = await bot.chain()
  const answered = await chain(turn.message, (owner) => {
    turn.asked = owner.name
    return new TurnContext(turn, owner, bot)
  })
  const isReady = 'error' in answered || !hasFile(answered.reply)
  const outcome = isReady ? answered : await withFile(answered, bot)
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
    if (turn.settled !== undefined) return
    turn.settle(await orElse(outcome.reply, addWaiting(turn, outcome.reply, bot), turn, bot, STAYS))
  }
}

/** A file that cannot be uploaded is the failure of whoever returned it. */
async function withFile({ reply, by }: Answered, bot: RunParts): Promise<Outcome> {
  try {
    return { by, reply: await withMediaId(reply, () => bot.api().media) }
  } catch (error) {
    return { by, error }
  }
}

async function takeUp(turn: Turn, bot: RunParts): Promise<Reply | undefined> {
  for (const strategy of bot.late) {
    // Nearly always there is nothing to wait for.
    const asked = strategy.takeUp?.(turn)
    const reply = asked && (await asked)
    if (reply !== undefined) return reply
  }
  return undefined
}

async function addWaiting(turn: Turn, reply: Reply, bot: RunParts): Promise<Reply> {
  let whole = reply
  for (const { addTo } of bot.late) if (addTo !== undefined) whole = await addTo(turn, whole)
  return whole
}

/** A Store that fails costs what it knows, not the answer. */
function orElse<T>(instead: T, asked: Promise<T>, turn: Turn, bot: RunParts, what: string) {
  return asked.catch((err: unknown) => {
    bot.log.error({ err, key: turn.key }, `store failed, ${what}`)
    return instead
  })
}

async function finish(turn: Turn, reply: Reply, bot: RunParts): Promise<void> {
  if (turn.fence === undefined || turn.fence === NO_FENCE) return
  const kept: Reply = turn.isDeferred ? { type: 'none' } : reply
  const finished = bot.store.turns.finish(turn.key, turn.fence, kept)
  await orElse(false, finished, turn, bot, 'the reply is kept in this process only')
}

/**
 * Looks after a turn, once a second, until it is settled: renews its lease, so that no other process
 * takes it over, and ends it when its handlers never do.
 */
function watch(turn: Turn, bot: RunParts): () => void {
  const { clock, log, store } = bot
  const { key } = turn
  const timeoutMs = isEvent(turn.message) ? EVENT_TIMEOUT_MS : HANDLER_TIMEOUT_MS
  const endsAt = clock.monotonic() + timeoutMs
  const look = () => {
    if (turn.settled !== undefined) return
    if (clock.monotonic() >= endsAt) {
      turn.abort(`no reply after ${timeoutMs} ms`)
      log.error({ key, plugin: turn.asked, timeoutMs }, 'handler timed out')
      turn.settle(bot.errorReply)
      return
    }
    timer = clock.setTimeout(look, RENEW_MS)
    if (turn.fence === undefined) return
    store.turns.renew(key, turn.fence, LEASE_MS).catch((err: unknown) => {
      log.error({ err, key }, 'store failed, lease not renewed')
    })
  }
  let timer = clock.setTimeout(look, RENEW_MS)
  return () => clock.clearTimeout(timer)
}

export function subjectOf(
  turn: Turn,
  bot: { readonly account: Account },
  attempt = turn.attempts,
): Subject {
  return { bot: bot.account.name, key: turn.key, kind: turn.message.kind, attempt }
}
