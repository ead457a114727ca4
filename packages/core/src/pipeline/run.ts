/** Runs a turn: once, by the process that owns it, and so that every way it can end settles it. */
import type { Allowance } from '../api/allowance.ts'
import { hasFile, withMediaId } from '../api/media.ts'
import type { Answered, Blocked, Chain, Outcome } from '../chain/compose.ts'
import { type ContextParts, type Owner, TurnContext } from '../chain/context.ts'
import { wordsOf } from '../chain/describe.ts'
import type { Listen } from '../chain/trace.ts'
import type { Clock } from '../clock.ts'
import type { Mailbox } from '../late/mailbox.ts'
import type { Logger } from '../records/log.ts'
import type { Observe } from '../records/observe.ts'
import { fit } from '../reply/limits.ts'
import type { Reply } from '../reply/types.ts'
import { isPending, type Soon } from '../soon.ts'
import { MAX_VANISHED, type Progress, type Store } from '../store/types.ts'
import type { InFlight } from '../turn/in-flight.ts'
import type { Overlap } from '../turn/overlap.ts'
import { LEASE_MS, NO_FENCE, REPLY_KEPT_MS, type Turn } from '../turn/turn.ts'

export interface RunParts extends ContextParts {
  readonly clock: Clock
  readonly store: Store
  readonly log: Logger
  readonly observe: Observe
  /** Each handler is told of, not only the chain. */
  readonly development: boolean
  /** Counts what its user may be sent; where there is no API, nothing is. */
  readonly allowance: Allowance | undefined
  readonly bindingMs: number
  /** What the user gets when a handler fails. */
  readonly errorReply: Reply
  /** Where `late` has it. */
  readonly mailbox: Mailbox | undefined
  readonly overlap: Overlap
  readonly turns: InFlight
  /** Wakes who looks after the turns at work. */
  readonly wakeKeeper: () => void
  /** There when all plugins are set up. */
  readonly chain: () => Soon<Chain>
}

/** The name under which the mailbox answers. */
const MAILBOX = 'mailbox'
const STAYS = 'what waits for this user stays'
const ONLY_HERE = 'the reply is kept in this process only'
const NOT_COUNTED = 'what may be sent is not counted'
const POISON = 'poison: the processes that ran this message vanished; answered without its handlers'

/** Never rejects. */
export async function runTurn(turn: Turn, bot: RunParts): Promise<void> {
  bot.wakeKeeper()
  try {
    if (turn.fence === undefined && !(await isTakenOver(turn, bot))) return
    const asked = turn.isPoison ? refuse(turn, bot) : mayRun(turn, bot)
    const may: boolean = isPending(asked) ? await asked : asked
    if (may) void answer(turn, bot)
    // Settled before its handlers are through, it timed out or was given up: they run on alone.
    const reply = turn.settled ?? (await turn.reply)
    const finished = orElse(false, () => finish(turn, reply, bot), turn, bot, ONLY_HERE)
    if (isPending(finished)) await finished
  } catch (err) {
    fail(turn, err, bot)
  } finally {
    bot.turns.remove(turn)
  }
}

/** Once its user's earlier messages are through, where the option `overlap` wants that. */
function mayRun(turn: Turn, bot: RunParts): Soon<boolean> {
  const asked = bot.overlap(turn)
  return isPending(asked) ? queued(turn, asked, bot) : asked
}

/** A process that vanishes meanwhile did not vanish because of this turn: the Store is told. */
async function queued(turn: Turn, asked: Promise<boolean>, bot: RunParts): Promise<boolean> {
  const { record, fence } = turn
  const tell = (progress: Progress): void => {
    if (fence === undefined || fence === NO_FENCE) return
    bot.store.turns.renew(record, fence, LEASE_MS, progress).catch(() => {})
  }
  turn.isQueued = true
  tell('waiting')
  const may = await asked
  turn.isQueued = false
  if (may) tell('running')
  return may
}

function refuse(turn: Turn, bot: RunParts): false {
  bot.log.error({ key: turn.key, vanished: MAX_VANISHED }, POISON)
  return false
}

/** Not by its handler. It is not finished in the Store either: a retry may run it again. */
function fail(turn: Turn, err: unknown, bot: RunParts): void {
  if (!turn.signal.aborted) bot.log.error({ err, key: turn.key }, 'turn failed')
  turn.fence = undefined
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
  if (claim.state === 'poison') turn.spoil(bot.errorReply)
  const { key, kind, attempts: attempt } = turn
  const { name } = bot.account
  const state = claim.state === 'poison' ? 'poison' : 'taken-over'
  bot.observe({ type: 'claimed', bot: name, key, kind, attempt, state })
  return true
}

function waitOrFailOpen(turn: Turn, bot: RunParts) {
  const { signal } = turn
  const asked = bot.store.turns.wait(turn.record, {
    leaseMs: LEASE_MS,
    ttlMs: bot.bindingMs,
    signal,
  })
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
    if (noted !== undefined) await orElse(undefined, () => noted, turn, bot, NOT_COUNTED)
    // Nearly always it is not asked for.
    const asked = bot.mailbox?.takeUp(turn)
    const waiting = asked && (await orElse(undefined, () => asked, turn, bot, STAYS))
    if (waiting !== undefined) {
      turn.answeredBy = MAILBOX
      return turn.settle(waiting)
    }
    const startedAt = bot.clock.monotonic()
    const composed = bot.chain()
    const chain = isPending(composed) ? await composed : composed
    const contextFor = (owner: Owner) => {
      turn.asked = owner.name
      return new TurnContext(turn, owner, bot)
    }
    const listen = bot.development ? teller(turn, bot) : undefined
    const walked = chain(turn.message, contextFor, tellOfBlocked(turn, bot), listen)
    const answered = isPending(walked) ? await walked : walked
    const isReady = 'error' in answered || !hasFile(answered.reply)
    const outcome = isReady ? answered : await withFile(answered, bot)
    report(turn, outcome, startedAt, bot)
    if ('error' in outcome) return turn.settle(bot.errorReply)
    // Settled already, it timed out or was given up: nothing that waits may go out with it.
    if (turn.settled !== undefined) return
    const { reply } = outcome
    const added = () => bot.mailbox?.addTo(turn, reply) ?? reply
    const whole = orElse(reply, added, turn, bot, STAYS)
    turn.settle(isPending(whole) ? await whole : whole)
  } catch (err) {
    fail(turn, err, bot)
  }
}

function tellOfBlocked({ key, kind, attempts: attempt }: Turn, bot: RunParts): Blocked {
  return ({ owner, registered }, ms) => {
    const [plugin, filter] = [owner.name, wordsOf(registered)]
    bot.observe({ type: 'blocked', bot: bot.account.name, key, kind, attempt, plugin, filter, ms })
  }
}

/** Tells of each handler and middleware. */
function teller({ key, kind, attempts: attempt }: Turn, bot: RunParts): Listen {
  return ({ name: plugin }, registered) => {
    const startedAt = bot.clock.monotonic()
    return (outcome) => {
      const { name } = bot.account
      const filter = registered && wordsOf(registered)
      const ms = bot.clock.monotonic() - startedAt
      bot.observe({ type: 'asked', bot: name, key, kind, attempt, plugin, filter, ms, outcome })
    }
  }
}

/** The handlers are through. */
function report(turn: Turn, outcome: Outcome, startedAt: number, bot: RunParts): void {
  const { key, kind, attempts: attempt } = turn
  const { name } = bot.account
  const { by: plugin } = outcome
  const ms = bot.clock.monotonic() - startedAt
  turn.answeredBy = plugin
  if ('error' in outcome) {
    const { error } = outcome
    const reply = bot.errorReply.type
    bot.observe({ type: 'handler', bot: name, key, kind, attempt, plugin, ms, reply, error })
    bot.log.error({ err: error, plugin, key }, 'handler failed')
  } else {
    // Written out: an object made by spreading costs several times as much.
    const reply = outcome.reply.type
    bot.observe({ type: 'handler', bot: name, key, kind, attempt, plugin, ms, reply })
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

/** A Store that fails costs what it knows, not the answer. */
function orElse<T>(
  instead: T,
  ask: () => Soon<T>,
  turn: Turn,
  bot: RunParts,
  what: string,
): Soon<T> {
  const failed = (err: unknown): T => {
    // Where there was no store from the beginning, that has been said.
    if (turn.fence !== NO_FENCE) bot.log.error({ err, key: turn.key }, `store failed, ${what}`)
    return instead
  }
  try {
    const asked = ask()
    return isPending(asked) ? Promise.resolve(asked).catch(failed) : asked
  } catch (err) {
    return failed(err)
  }
}

/**
 * In the Store, for every other attempt. Also without a fence: a Store that went on alone while it was
 * away keeps it for the attempts that come to this process.
 */
function finish(turn: Turn, reply: Reply, bot: RunParts): Soon<boolean> {
  if (turn.fence === undefined) return false
  // As it goes out: a handler may return megabytes.
  const kept: Reply = turn.isDeferred ? { type: 'none' } : fit(reply, turn.message).reply
  return bot.store.turns.finish(turn.record, turn.fence, kept, REPLY_KEPT_MS)
}
