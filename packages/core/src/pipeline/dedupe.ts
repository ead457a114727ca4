/**
 * Third stage: (Push, Message) -> Attempt. A retry is another attempt at the same turn: in this
 * process it joins the turn, in another it waits for the Store.
 */
import type { Account } from '../account.ts'
import { digest } from '../crypto/digest.ts'
import { WechatBotError } from '../errors.ts'
import type { Logger } from '../log.ts'
import { messageKey } from '../message/key.ts'
import type { Message } from '../message/types.ts'
import type { Observe, Subject } from '../observe.ts'
import type { Push } from '../push.ts'
import type { Claim, Store } from '../store/types.ts'
import { type Attempt, LEASE_MS, NO_FENCE, Turn } from '../turn.ts'

export interface DedupeParts {
  readonly account: Account
  readonly store: Store
  readonly log: Logger
  readonly observe: Observe
  /** How long a turn and its signature are remembered. */
  readonly bindingMs: number
  /** Turns in flight, by key. */
  readonly turns: Map<string, Turn>
  readonly dedupeKey: ((message: Message) => string) | undefined
}

/** @throws WechatBotError REPLAYED_SIGNATURE when the signature belongs to another message. */
export async function dedupe(push: Push, message: Message, bot: DedupeParts): Promise<Attempt> {
  const key = keyOf(message, bot)
  const claim = await claimOrFailOpen(key, push, bot)
  if (claim.state === 'replay') {
    throw new WechatBotError(
      'REPLAYED_SIGNATURE',
      'push refused: its signature belongs to another message; a tool with a fixed signature needs bindSignatures: false',
    )
  }
  const joined = bot.turns.get(key)
  const turn = joined ?? newTurn(key, message, push, claim)
  turn.attempts = Math.max(turn.attempts, claim.attempt)
  // A lease that ended under this process's own turn: the fence is its new one. Without a store
  // there is none to be had, and the one it has must stay.
  if (claim.state === 'run' && claim.fence !== NO_FENCE) turn.fence = claim.fence
  // Another process has finished it meanwhile: every attempt gets the same reply.
  if (claim.state === 'done') turn.settle(claim.reply ?? { type: 'none' })
  if (turn.settled === undefined) bot.turns.set(key, turn)
  const subject: Subject = {
    bot: bot.account.name,
    key,
    kind: message.kind,
    attempt: claim.attempt,
  }
  bot.observe({ type: 'attempt', ...subject, xml: push.xml })
  bot.observe({ type: 'claimed', ...subject, state: joined ? 'joined' : claim.state })
  return { turn, number: claim.attempt, push }
}

function keyOf(message: Message, bot: DedupeParts): string {
  const scope = bot.account.appId ?? message.ToUserName
  return bot.dedupeKey
    ? `${encodeURIComponent(scope)}|${bot.dedupeKey(message)}`
    : messageKey(message, scope, digest)
}

function newTurn(
  key: string,
  message: Message,
  push: Push,
  claim: Exclude<Claim, { state: 'replay' }>,
): Turn {
  const fence = claim.state === 'run' ? claim.fence : undefined
  return new Turn(key, message, push.receivedAt, claim.attempt, fence)
}

/** Without a store the bot still answers; then a message runs once per process, not once in all. */
async function claimOrFailOpen(key: string, push: Push, bot: DedupeParts): Promise<Claim> {
  try {
    return await bot.store.turns.claim(key, {
      leaseMs: LEASE_MS,
      ttlMs: bot.bindingMs,
      ...(push.signature === undefined ? {} : { signature: push.signature }),
    })
  } catch (err) {
    bot.log.error({ err, key }, 'store failed, going on without it')
    const attempt = (bot.turns.get(key)?.attempts ?? 0) + 1
    return { state: 'run', fence: NO_FENCE, attempt }
  }
}
