/**
 * Third stage: (Push, Message) -> Attempt. A retry is another attempt at the same turn: in this
 * process it joins the turn, in another it waits for the Store.
 */
import type { Account } from '../account.ts'
import { digest } from '../crypto/digest.ts'
import { WechatBotError } from '../errors.ts'
import { accountOf, messageKey, ownKey } from '../message/key.ts'
import type { Message } from '../message/types.ts'
import type { Logger, WarnSparsely } from '../records/log.ts'
import type { ClaimedState, Observe } from '../records/observe.ts'
import type { Reply } from '../reply/types.ts'
import { isPending, type Soon } from '../soon.ts'
import { turnRecord } from '../store/keys.ts'
import type { Claim } from '../store/types.ts'
import { type BindingParts, isBoundTo } from '../turn/binding.ts'
import type { InFlight } from '../turn/in-flight.ts'
import type { Push } from '../turn/push.ts'
import { type Attempt, LEASE_MS, NO_FENCE, Turn } from '../turn/turn.ts'

/**
 * Messages of one user in flight: one runs, and twenty may queue (overlap.ts). One follower must not fill
 * what all bots of the process share.
 */
const MAX_PER_SENDER = 21

export interface DedupeParts extends BindingParts {
  readonly account: Account
  readonly log: Logger
  readonly warnSparsely: WarnSparsely
  readonly observe: Observe
  readonly turns: InFlight
  readonly dedupeKey: ((message: Message) => string) | undefined
  /** Whether as many messages are in flight as the server may take. */
  readonly isFull: () => boolean
  /** What the user gets of a bot that is full, or whose handler failed. */
  readonly errorReply: Reply
}

/** @throws WechatBotError REPLAYED_SIGNATURE when the signature belongs to another message. */
export function dedupe(push: Push, message: Message, bot: DedupeParts): Soon<Attempt> {
  const key = keyOf(message, bot)
  // A retry of what runs here already takes no place.
  if (!bot.turns.has(key) && hasNoRoom(message, bot)) return shed(key, message, push, bot)
  const claim = claimOrFailOpen(key, push, bot)
  if (!isPending(claim)) return toAttempt(key, claim, push, message, bot)
  return claim.then((it) => toAttempt(key, it, push, message, bot))
}

function hasNoRoom({ FromUserName }: Message, bot: DedupeParts): boolean {
  return bot.turns.countOf(FromUserName) >= MAX_PER_SENDER || bot.isFull()
}

function toAttempt(
  key: string,
  claim: Claim,
  push: Push,
  message: Message,
  bot: DedupeParts,
): Attempt {
  if (claim.state === 'replay') throw replayed()
  if (claim.state === 'run' && claim.degraded !== undefined) {
    bot.warnSparsely('DEGRADED', { why: claim.degraded }, 'store failed, going on without it')
  }
  const joined = bot.turns.get(key)
  const fence = 'fence' in claim ? claim.fence : undefined
  const record = turnRecord(push.tokenGroup, key)
  const turn = joined ?? new Turn(key, message, push.receivedAt, claim.attempt, fence, record)
  turn.attempts = Math.max(turn.attempts, claim.attempt)
  // A lease that ended under this process's own turn: the fence is its new one. Without a store
  // there is none to be had, and the one it has must stay.
  if (fence !== undefined && fence !== NO_FENCE) turn.fence = fence
  // Another process has finished it meanwhile: every attempt gets the same reply.
  if (claim.state === 'done') turn.settle(claim.reply ?? { type: 'none' })
  // Of a turn that runs here nobody has vanished: this process stood still.
  if (claim.state === 'poison' && joined === undefined) turn.spoil(bot.errorReply)
  if (turn.settled === undefined || turn.isPoison) bot.turns.add(turn)
  return observed({ turn, number: claim.attempt, push }, claimedAs(claim, joined), bot)
}

/**
 * Answered at once and not run. Unclaimed, so that another instance may still run a retry; but its signature
 * is its own, or the URL would bring another message later.
 */
async function shed(key: string, message: Message, push: Push, bot: DedupeParts): Promise<Attempt> {
  const owner = turnRecord(push.tokenGroup, key)
  if (push.signature !== undefined && !(await isBoundTo(push.signature, owner, bot))) {
    throw replayed()
  }
  const turn = new Turn(key, message, push.receivedAt, 1)
  turn.settle(bot.errorReply)
  bot.warnSparsely(
    'OVERLOADED',
    { key },
    `message not handled: too many in flight, over all (maxInFlight) or of this user (${MAX_PER_SENDER})`,
  )
  return observed({ turn, number: 1, push }, 'shed', bot)
}

function replayed(): WechatBotError {
  return new WechatBotError(
    'REPLAYED_SIGNATURE',
    'push refused: its signature belongs to another message; a tool with a fixed signature needs bindSignatures: false',
  )
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
  const account = accountOf(bot.account, message)
  const own = bot.dedupeKey && askOwnKey(bot.dedupeKey, message, bot)
  return own === undefined ? messageKey(message, account, digest) : ownKey(message, account, own)
}

/** Anything but a text would make one message of all. */
function askOwnKey(
  dedupeKey: (message: Message) => unknown,
  message: Message,
  bot: DedupeParts,
): string | undefined {
  let own: unknown
  try {
    own = dedupeKey(message)
    if (typeof own === 'string' && own !== '') return own
    if (isPending(own)) own.catch(() => {})
  } catch (error) {
    own = error
  }
  const got = own instanceof Error ? own.message : isPending(own) ? 'a promise' : typeof own
  const why = `dedupeKey: expected a text that is not empty, got ${got}; the default is used`
  bot.warnSparsely('BAD_DEDUPE_KEY', { kind: message.kind }, why)
  return undefined
}

/** Without a store the bot still answers; then a message runs once per process, not once in all. */
function claimOrFailOpen(
  key: string,
  { signature, tokenGroup }: Push,
  bot: DedupeParts,
): Soon<Claim> {
  const failOpen = (err: unknown): Claim => {
    const attempt = (bot.turns.get(key)?.attempts ?? 0) + 1
    return { state: 'run', fence: NO_FENCE, attempt, degraded: String(err) }
  }
  try {
    const options = { leaseMs: LEASE_MS, ttlMs: bot.bindingMs, signature }
    const claim = bot.store.turns.claim(turnRecord(tokenGroup, key), options)
    return isPending(claim) ? Promise.resolve(claim).catch(failOpen) : claim
  } catch (err) {
    return failOpen(err)
  }
}
