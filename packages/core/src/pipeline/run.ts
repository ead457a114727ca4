/** Runs a turn once, in the process that owns it. However the run ends, the turn is settled. */
import { fit } from '../reply/limits.ts'
import { fitting } from '../reply/pages.ts'
import type { Reply } from '../reply/types.ts'
import { after, orElse, type Soon } from '../soon.ts'
import { ALONE, type Ended, MAX_VANISHED } from '../store/types.ts'
import { fenceOf } from '../turn/gap.ts'
import { LEASE_MS, type Turn } from '../turn/turn.ts'
import { answer, askStore, fail } from './answer.ts'
import { decideRerun, decideRetry, resume } from './rerun.ts'
import type { Runtime } from './runtime.ts'

/** How long the Store keeps the reply of a finished turn, in milliseconds. After that it knows only that the turn is done. */
export const REPLY_KEPT_MS = 60_000
/** Bytes of a text that a mailbox can take: 64 pages. */
const MAX_KEPT_BYTES = 128 * 1024
const NOT_KEPT = 'the reply is not kept: the next attempt runs the message again'
const NOT_KNOWN = 'what a vanished process had sent is not known'
const ITSELF = 'this instance runs the message itself'
const POISON = 'poison: the processes that ran this message vanished; answered without its handlers'

/** Never rejects. */
export function runTurn(turn: Turn, bot: Runtime): Promise<void> {
  bot.services.wakeKeeper()
  const run = () => after(isOwned(turn, bot), (isOurs) => (isOurs ? runHere(turn, bot) : undefined))
  const ended = orElse(run, (err) => fail(turn, err, bot))
  return Promise.resolve(after(ended, () => bot.state.turns.remove(turn)))
}

function isOwned(turn: Turn, bot: Runtime): Soon<boolean> {
  return turn.isOwn || isTakenOver(turn, bot)
}

function runHere(turn: Turn, bot: Runtime): Soon<void> {
  return after(goOn(turn, bot), () => {
    if (turn.isPoison) bot.services.log.error({ key: turn.key, vanished: MAX_VANISHED }, POISON)
    // A turn that was taken over may be settled: its user has an answer already.
    else if (turn.settled === undefined) void answer(turn, bot)
    // Goes on when the turn is settled, by its handlers or without them. After a time-out they run on, and nobody waits.
    return after(turn.settled ?? turn.reply, (reply) => end(turn, reply, bot))
  })
}

/**
 * Goes on where another process has vanished with the message. A retry may come before the regular look for promises,
 * and where nothing was promised.
 */
function goOn(turn: Turn, bot: Runtime): Soon<void> {
  const { promises } = bot.services
  if (!promises.areKept) return
  turn.onLeaving(() => promises.noteLeft(turn))
  return turn.attempts === 1 || promises.isMade(turn) ? undefined : takeOver(turn, bot)
}

/** Decides whether the handlers run once more or the user is told, and begins to deliver a promised reply. */
async function takeOver(turn: Turn, bot: Runtime): Promise<void> {
  const { promises, log } = bot.services
  const [promised, hasLeft] = await Promise.all([
    promises.adoptStanding(turn),
    askStore(() => promises.hasLeft(turn.record), false, turn, bot, NOT_KNOWN),
  ])
  if (promised === undefined) return decideRetry(turn, hasLeft, bot)
  decideRerun(turn, promised, hasLeft, bot)
  // WeChat has been answered. Perhaps no other attempt comes that could bring the reply.
  if (turn.isAwaited || turn.delivery !== undefined) return
  await resume(turn, promised, bot).catch((err: unknown) => {
    log.error({ err, key: turn.key }, 'promised reply not taken over')
  })
}

function end(turn: Turn, reply: Reply, bot: Runtime): Soon<void> {
  const { promises } = bot.services
  if (turn.delivery !== undefined) return afterDelivery(turn, reply, turn.delivery, bot)
  if (!promises.mayStand(turn)) return finish(turn, reply, bot)
  return endPromised(turn, reply, bot)
}

/** Ends a turn that has a promise and no delivery. If the turn is lost, the promise stays for its next owner. */
async function endPromised(turn: Turn, reply: Reply, bot: Runtime): Promise<void> {
  if (!turn.isLost) await finish(turn, reply, bot)
  if (!turn.isLost) await bot.services.promises.fulfil(turn)
}

/**
 * Ends the turn after its delivery. Until the reply has been sent or is in the mailbox, a promise
 * may pass to another process.
 */
async function afterDelivery(
  turn: Turn,
  reply: Reply,
  delivery: Promise<void>,
  bot: Runtime,
): Promise<void> {
  const { growing, promises, log } = bot.services
  const isDelivered = await delivery.then(
    () => true,
    () => false,
  )
  // The lease ends and the promise stands, so another process goes on with it.
  if (turn.isLost || (!isDelivered && promises.mayStand(turn))) return growing.forget(turn)
  await promises.fulfil(turn)
  if (promises.isMade(turn)) log.info({ key: turn.key }, 'promised reply sent, or in the mailbox')
  await finish(turn, reply, bot)
  growing.forget(turn)
}

function isForNobody(turn: Turn, { services: { promises } }: Runtime): boolean {
  return promises.areKept && turn.isLeft && !promises.mayStand(turn)
}

/** Waits for the process that owns the turn. True if this process has to run it after all. */
async function isTakenOver(turn: Turn, bot: Runtime): Promise<boolean> {
  const { settings, services } = bot
  const claim = await waitOrFailOpen(turn, bot)
  if (claim.state === 'done') {
    turn.settle(claim.reply ?? { type: 'none' })
    if (services.promises.mayStand(turn)) await services.promises.fulfil(turn)
    return false
  }
  const fence = fenceOf(claim)
  // Nobody waits for the reply here, and it is not promised. The next attempt runs the message. Or its owner goes on: a Store
  // that came back empty has forgotten it.
  if (claim.state === 'run' && fence !== undefined && isForNobody(turn, bot)) {
    await services.leases.giveBack(turn.record, fence)
    return false
  }
  turn.own(fence)
  if (claim.state === 'poison') turn.spoil(settings.errorReply)
  // While it waited, this process has promised the reply.
  if (services.promises.isMade(turn)) await takeOver(turn, bot)
  const { key, kind, attempts: attempt } = turn
  const { name } = settings.account
  const state = claim.state === 'poison' ? 'poison' : 'taken-over'
  services.observe({ type: 'claimed', bot: name, key, kind, attempt, state })
  return true
}

function waitOrFailOpen(turn: Turn, { settings, services }: Runtime): Promise<Ended> {
  // A retry may get the lease for this process, which would then wait for itself.
  const owned = new AbortController()
  turn.onOwned(() => owned.abort())
  const signal = AbortSignal.any([turn.signal, owned.signal])
  const options = { leaseMs: LEASE_MS, ttlMs: settings.bindingMs, signal }
  return services.store.turns.wait(turn.record, options).catch((err: unknown): Ended => {
    const { fence = ALONE, attempts: attempt } = turn
    if (turn.isOwn) return { state: 'run', fence, attempt }
    if (turn.signal.aborted) throw err
    services.outage.note(err, ITSELF, { key: turn.key })
    return { state: 'run', fence, attempt }
  })
}

/**
 * What the Store keeps of the reply, for other attempts. A handler may return megabytes, so it is cut to WeChat's limits.
 * Another process may have promised the reply. That process needs all of a text that fits a mailbox.
 */
function asKept(reply: Reply, { message }: Turn, { services }: Runtime): Reply {
  if (reply.type !== 'text' || !services.promises.areKept) return fit(reply, message).reply
  return { type: 'text', content: fitting(reply.content, MAX_KEPT_BYTES) }
}

/**
 * Keeps the reply in the Store for all other attempts. Also without a lease: a Store that is away keeps it for this
 * process's attempts.
 */
function finish(turn: Turn, reply: Reply, bot: Runtime): Soon<void> {
  const { fence } = turn
  if (!turn.isOwn || turn.isLost) return
  const kept = turn.instead ?? asKept(reply, turn, bot)
  const { store, leases, log } = bot.services
  const write = () =>
    store.turns.finish(turn.record, turn.fence ?? fence ?? ALONE, kept, REPLY_KEPT_MS)
  return after(askStore(write, true, turn, bot, NOT_KEPT), (isOurs) => {
    if (isOurs || fence === undefined) return
    const writeAnew = async () => (await leases.regain(turn, fence)) && write()
    return after(askStore(writeAnew, true, turn, bot, NOT_KEPT), (isRegained) => {
      if (!isRegained) turn.lose(fence, log)
    })
  })
}
