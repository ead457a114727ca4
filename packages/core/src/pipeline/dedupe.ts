/**
 * Third stage: (Push, Message) -> Attempt. A retry is another attempt at the same turn: in this
 * process it joins the turn, in another it waits for the Store.
 */
import type { Account } from '../account.ts'
import { digest } from '../crypto/digest.ts'
import { WechatBotError } from '../errors.ts'
import type { Logger, WarnSparsely } from '../log.ts'
import { messageKey } from '../message/key.ts'
import type { Message } from '../message/types.ts'
import type { ClaimedState, Observe } from '../observe.ts'
import type { Push } from '../push.ts'
import type { Reply } from '../reply/types.ts'
import { isPending, type Soon } from '../soon.ts'
import type { Claim, Store } from '../store/types.ts'
import { type Attempt, LEASE_MS, NO_FENCE, Turn } from '../turn.ts'

export interface DedupeParts {
  readonly account: Account
  readonly store: Store
  readonly log: Logger
  readonly warnSparsely: WarnSparsely
  readonly observe: Observe
  /** How long a turn and its signature are remembered. */
  readonly bindingMs: number
  /** Turns in flight, by key. */
  readonly turns: Map<string, Turn>
  readonly dedupeKey: ((message: Message) => string) | undefined
  /** Whether as many messages are at work as the server may take. */
  readonly isFull: () => boolean
  /** What the user gets of a bot that is full, or whose handler failed. */
  readonly errorReply: Reply
}

/** @throws WechatBotError REPLAYED_SIGNATURE when the signature belongs to another message. */
export function dedupe(push: Push, message: Message, bot: DedupeParts): Soon<Attempt> {
  const key = keyOf(message, bot)
  // A retry of what runs here already costs nothing.
  if (bot.isFull() && !bot.turns.has(key)) return shed(key, message, push, bot)
  const claim = claimOrFailOpen(key, push, bot)
  if (!isPending(claim)) return toAttempt(key, claim, push, message, bot)
  return claim.then((it) => toAttempt(key, it, push, message, bot))
}

function toAttempt(
  key: string,
  claim: Claim,
  push: Push,
  message: Message,
  bot: DedupeParts,
): Attempt {
  if (claim.state === 'replay') {
    throw new WechatBotError(
      'REPLAYED_SIGNATURE',
      'push refused: its signature belongs to another message; a tool with a fixed signature needs bindSignatures: false',
    )
  }
  if (claim.state === 'run' && claim.degraded !== undefined) {
    bot.warnSparsely('DEGRADED', { why: claim.degraded }, 'store failed, going on without it')
  }
  const joined = bot.turns.get(key)
  const fence = claim.state === 'run' ? claim.fence : undefined
  const turn = joined ?? new Turn(key, message, push.receivedAt, claim.attempt, fence)
  turn.attempts = Math.max(turn.attempts, claim.attempt)
  // A lease that ended under this process's own turn: the fence is its new one. Without a store
  // there is none to be had, and the one it has must stay.
  if (claim.state === 'run' && claim.fence !== NO_FENCE) turn.fence = claim.fence
  // Another process has finished it meanwhile: every attempt gets the same reply.
  if (claim.state === 'done') turn.settle(claim.reply ?? { type: 'none' })
  if (turn.settled === undefined) bot.turns.set(key, turn)
  return observed({ turn, number: claim.attempt, push }, claimedAs(claim, joined), bot)
}

/** Answered at once and not run. Unclaimed, so that another instance may still run a retry. */
function shed(key: string, message: Message, push: Push, bot: DedupeParts): Attempt {
  const turn = new Turn(key, message, push.receivedAt, 1)
  turn.settle(bot.errorReply)
  bot.warnSparsely('OVERLOADED', { key }, 'too much at work, message not handled; see maxInFlight')
  return observed({ turn, number: 1, push }, 'shed', bot)
}

function claimedAs(claim: Claim, joined: Turn | undefined): ClaimedState {
  if (joined !== undefined) return 'joined'
  if (claim.state === 'run' && claim.degraded !== undefined) return 'degraded'
  return claim.state === 'run' && claim.attempt > 1 ? 'taken-over' : claim.state
}

function observed(attempt: Attempt, state: ClaimedState, bot: DedupeParts): Attempt {
  const { turn, number, push } = attempt
  const { key, kind } = turn
  const { name } = bot.account
  bot.observe({ type: 'attempt', bot: name, key, kind, attempt: number, xml: push.xml })
  bot.observe({ type: 'claimed', bot: name, key, kind, attempt: number, state })
  return attempt
}

function keyOf(message: Message, bot: DedupeParts): string {
  const scope = bot.account.scope(message.ToUserName)
  return bot.dedupeKey
    ? [encodeURIComponent(scope), bot.dedupeKey(message)].join('|')
    : messageKey(message, scope, digest)
}

/** Without a store the bot still answers; then a message runs once per process, not once in all. */
function claimOrFailOpen(key: string, { signature }: Push, bot: DedupeParts): Soon<Claim> {
  const failOpen = (err: unknown): Claim => {
    const attempt = (bot.turns.get(key)?.attempts ?? 0) + 1
    return { state: 'run', fence: NO_FENCE, attempt, degraded: String(err) }
  }
  try {
    const options = { leaseMs: LEASE_MS, ttlMs: bot.bindingMs, signature }
    const claim = bot.store.turns.claim(key, options)
    return isPending(claim) ? Promise.resolve(claim).catch(failOpen) : claim
  } catch (err) {
    return failOpen(err)
  }
}
