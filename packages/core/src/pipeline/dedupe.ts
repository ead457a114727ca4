/**
 * Third stage: (Push, Message) -> Attempt. A retry is another attempt at the same turn. In the
 * process that runs the turn it joins it. In another process it waits for the Store.
 */
import { digest } from '../crypto/digest.ts'
import { WechatBotError } from '../errors.ts'
import { accountOf, messageKey, ownKey } from '../message/key.ts'
import type { Message } from '../message/types.ts'
import type { ClaimedState } from '../records/observe.ts'
import { after, isPending, orElse, type Soon } from '../soon.ts'
import { turnRecord } from '../store/keys.ts'
import { ALONE, type Claim } from '../store/types.ts'
import type { Attempt } from '../turn/attempt.ts'
import { fenceOf, isMissed, noteCount, noteMiss } from '../turn/gap.ts'
import type { Push } from '../turn/push.ts'
import { LEASE_MS, Turn } from '../turn/turn.ts'
import type { Runtime } from './runtime.ts'

/**
 * The most messages of one user in flight: one runs, and twenty may queue (overlap.ts). One
 * follower must not take all places of the process.
 */
const MAX_PER_SENDER = 21

/** @throws WechatBotError REPLAYED_SIGNATURE when the signature belongs to another message. */
export function dedupe(push: Push, message: Message, bot: Runtime): Soon<Attempt> {
  const { turns } = bot.state
  const key = keyOf(message, bot)
  // A retry of a turn in flight takes no further place.
  const isNew = !turns.has(key)
  if (isNew && !takePlace(message, bot)) return shed(key, message, push, bot)
  const claim = claimOrFailOpen(key, push, bot)
  if (!isPending(claim)) return toAttempt(key, claim, push, message, bot)
  if (!isNew) return claim.then((came) => toAttempt(key, came, push, message, bot))
  turns.enter(message.FromUserName)
  return claim.then((came) => {
    turns.leave(message.FromUserName)
    return toAttempt(key, came, push, message, bot)
  })
}

/** False when this user has taken all their places, or all users together have taken all. */
function takePlace({ FromUserName }: Message, { services, state }: Runtime): boolean {
  return state.turns.countOf(FromUserName) < MAX_PER_SENDER && services.takePlace()
}

function toAttempt(key: string, claim: Claim, push: Push, message: Message, bot: Runtime): Attempt {
  if (claim.state === 'replay') throw replayed()
  const { turns } = bot.state
  noteOutage(claim, bot)
  const joined = turns.get(key)
  if (joined !== undefined && isMissed(claim)) noteMiss(joined)
  const fence = fenceOf(claim)
  const record = turnRecord(push.tokenGroup, key)
  const turn = joined ?? new Turn(key, message, push.receivedAt, claim.attempt, fence, record)
  turn.push ??= push
  // A Store that was away, or has lost its content, counts from 1 again.
  const number = joined === undefined ? claim.attempt : Math.max(claim.attempt, joined.attempts + 1)
  turn.attempts = Math.max(turn.attempts, number)
  if (!isMissed(claim)) noteCount(turn, claim.attempt)
  const isWaiting = !turn.isOwn && turn.settled === undefined
  // The lease of this process's own turn had ended, or that of the process for which it waits.
  if (fence !== undefined || (joined === undefined && claim.state === 'run')) turn.own(fence)
  // Another process has finished the turn meanwhile: every attempt gets the same reply.
  if (claim.state === 'done') {
    turn.settle(claim.reply ?? { type: 'none' })
    // Nobody runs it if its first attempt is still in a middleware before `handle`.
    if (turn.run === undefined && turn.delivery === undefined) turns.remove(turn)
  }
  // If the turn runs here, no process vanished with it: this process stood still.
  if (claim.state === 'poison' && (joined === undefined || isWaiting)) {
    turn.spoil(bot.settings.errorReply)
  }
  if (turn.settled === undefined || turn.isPoison) {
    turns.add(turn)
    bot.services.wakeKeeper()
  }
  return observed({ turn, number, push }, claimedAs(claim, joined), bot)
}

/** A Store may say in its answer that it is away. */
function noteOutage(
  { degraded }: Exclude<Claim, { state: 'replay' }>,
  { services: { outage } }: Runtime,
): void {
  if (degraded === undefined) outage.end()
  else outage.note(degraded, 'each instance goes on without it')
}

/**
 * Answers at once, and runs no message. A retry of a finished message gets its reply. Any other message is claimed, which
 * binds its signature, and given back. Another instance may still run its retry.
 */
function shed(key: string, message: Message, push: Push, bot: Runtime): Soon<Attempt> {
  return after(claimOrFailOpen(key, push, bot), (claim) => {
    if (claim.state === 'done' || claim.state === 'replay') {
      return toAttempt(key, claim, push, message, bot)
    }
    const record = turnRecord(push.tokenGroup, key)
    const fence = fenceOf(claim)
    if (fence !== undefined) void bot.services.leases.giveBack(record, fence)
    const turn = new Turn(key, message, push.receivedAt, claim.attempt, undefined, record)
    turn.settle(bot.settings.errorReply)
    bot.services.warnSparsely(
      'OVERLOADED',
      { key },
      `message not handled: too many in flight, over all (maxInFlight) or of this user (${MAX_PER_SENDER})`,
    )
    return observed({ turn, number: claim.attempt, push }, 'shed', bot)
  })
}

function replayed(): WechatBotError {
  return new WechatBotError(
    'REPLAYED_SIGNATURE',
    'push refused: its signature belongs to another message; a tool with a fixed signature needs bindSignatures: false',
  )
}

function claimedAs(claim: Claim, joined: Turn | undefined): ClaimedState {
  if (joined !== undefined) return 'joined'
  if (claim.state === 'run' && isMissed(claim)) return 'degraded'
  return claim.state === 'run' && claim.attempt > 1 ? 'taken-over' : claim.state
}

function observed(attempt: Attempt, state: ClaimedState, bot: Runtime): Attempt {
  const { turn, number, push } = attempt
  const { key, kind } = turn
  const { name } = bot.settings.account
  const { observe } = bot.services
  observe({ type: 'attempt', bot: name, key, kind, attempt: number, xml: push.xml })
  observe({ type: 'claimed', bot: name, key, kind, attempt: number, state })
  return attempt
}

function keyOf(message: Message, bot: Runtime): string {
  const { account: ours, dedupeKey } = bot.settings
  const account = accountOf(ours, message)
  const own = dedupeKey && askOwnKey(dedupeKey, message, bot)
  return own === undefined
    ? messageKey(message, account, digest)
    : ownKey(message, account, own, digest)
}

/** Only a text is taken. Any other value would be the same key for all messages. */
function askOwnKey(
  dedupeKey: (message: Message) => unknown,
  message: Message,
  bot: Runtime,
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
  bot.services.warnSparsely('BAD_DEDUPE_KEY', { kind: message.kind }, why)
  return undefined
}

/** Without a store the bot still answers. A message then runs once in each process, not once in all. */
function claimOrFailOpen(key: string, { signature, tokenGroup }: Push, bot: Runtime): Soon<Claim> {
  const failOpen = (err: unknown): Claim => {
    const attempt = (bot.state.turns.get(key)?.attempts ?? 0) + 1
    return { state: 'run', fence: ALONE, attempt, degraded: String(err) }
  }
  const options = { leaseMs: LEASE_MS, ttlMs: bot.settings.bindingMs, signature }
  const { turns } = bot.services.store
  return orElse(() => turns.claim(turnRecord(tokenGroup, key), options), failOpen)
}
