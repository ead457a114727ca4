/**
 * Third stage: (Push, Message) -> Attempt. A retry is another attempt at the same turn. In the
 * process that runs the turn it joins it. In another process it waits for the Store.
 */
import { digest } from '../crypto/digest.ts'
import { refusal, type WechatBotError } from '../errors.ts'
import { accountOf, messageKey, ownKey } from '../message/key.ts'
import type { Message } from '../message/types.ts'
import type { ClaimedState } from '../records/observe.ts'
import { after, isPending, orElse, type Soon } from '../soon.ts'
import { turnRecord } from '../store/keys.ts'
import { ALONE, type Claim } from '../store/types.ts'
import type { Attempt } from '../turn/attempt.ts'
import { type AttemptClaim, countAttempt, fenceOf, isMissed } from '../turn/gap.ts'
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
  noteOutage(claim, bot)
  const joined = bot.state.turns.get(key)
  const turn = joined ?? newTurn(key, claim, push, message)
  turn.push ??= push
  const number = joined === undefined ? claim.attempt : countAttempt(joined, claim, push.receivedAt)
  take(turn, claim, joined === undefined, bot)
  keepInFlight(turn, bot)
  return observed({ turn, number, push }, claimedAs(claim, joined), bot)
}

function newTurn(key: string, claim: AttemptClaim, push: Push, message: Message): Turn {
  const record = turnRecord(push.tokenGroup, key)
  return new Turn(key, message, push.receivedAt, claim.attempt, fenceOf(claim), record)
}

/** Says whose turn it is after a claim: this process's, another's, or nobody's any more. */
function take(turn: Turn, claim: AttemptClaim, isNew: boolean, { settings }: Runtime): void {
  // If this process runs it, it has not vanished: it has only renewed too late.
  const isOwners = !isNew && (turn.isOwn || turn.settled !== undefined)
  const fence = fenceOf(claim)
  // The old lease had ended, this process's or another's. This claim took a new one.
  if (fence !== undefined || (isNew && claim.state === 'run')) turn.own(fence)
  // Another process has finished the turn meanwhile: every attempt gets the same reply.
  if (claim.state === 'done') turn.settle(claim.reply ?? { type: 'none' })
  if (claim.state === 'poison' && !isOwners) turn.spoil(settings.errorReply)
}

function keepInFlight(turn: Turn, { services, state }: Runtime): void {
  if (turn.settled === undefined || turn.isPoison) {
    state.turns.add(turn)
    services.wakeKeeper()
  } else if (turn.run === undefined && turn.delivery === undefined) {
    // Only a run removes a turn, and this one has none yet.
    state.turns.remove(turn)
  }
}

/** A Store may say in its answer that it is away. */
function noteOutage({ degraded }: AttemptClaim, { services: { outage } }: Runtime): void {
  if (degraded === undefined) outage.end()
  else outage.note(degraded, 'each instance goes on without it')
}

/**
 * Runs no message. One that another instance runs, or has run, gets its reply. Any other is answered at once: it is claimed,
 * which binds its signature, and given back. Another instance may still run its retry.
 */
function shed(key: string, message: Message, push: Push, bot: Runtime): Soon<Attempt> {
  return after(claimOrFailOpen(key, push, bot), (claim) => {
    if (claim.state !== 'run') return toAttempt(key, claim, push, message, bot)
    const turn = newTurn(key, claim, push, message)
    if (turn.fence !== undefined) void bot.services.leases.giveBack(turn.record, turn.fence)
    turn.disown()
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
  return refusal(
    'REPLAYED_SIGNATURE',
    'its signature belongs to another message; a tool with a fixed signature needs bindSignatures: false',
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
