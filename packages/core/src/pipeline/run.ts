/** Runs a turn once, in the process that owns it. However the run ends, the turn is settled. */
import { fit } from '../reply/limits.ts'
import { fitting } from '../reply/pages.ts'
import type { Reply } from '../reply/types.ts'
import { after, orElse, type Soon } from '../soon.ts'
import { type Ended, MAX_VANISHED } from '../store/types.ts'
import { LEASE_MS, NO_FENCE, REPLY_KEPT_MS, type Turn } from '../turn/turn.ts'
import { answer, askStore, fail } from './answer.ts'
import { decideRerun, resume } from './rerun.ts'
import type { Runtime } from './runtime.ts'

/** Bytes of a text that a mailbox can take: 64 pages. */
const MAX_KEPT_BYTES = 128 * 1024
const ONLY_HERE = 'the reply is kept in this process only'
const ALONE = 'this instance runs the message itself'
const POISON = 'poison: the processes that ran this message vanished; answered without its handlers'

/** Never rejects. */
export function runTurn(turn: Turn, bot: Runtime): Promise<void> {
  bot.services.wakeKeeper()
  const run = () => after(isOwned(turn, bot), (isOurs) => (isOurs ? runHere(turn, bot) : undefined))
  const ended = orElse(run, (err) => fail(turn, err, bot))
  return Promise.resolve(after(ended, () => bot.state.turns.remove(turn)))
}

function isOwned(turn: Turn, bot: Runtime): Soon<boolean> {
  return turn.fence !== undefined || isTakenOver(turn, bot)
}

function runHere(turn: Turn, bot: Runtime): Soon<void> {
  return after(goOnWithPromise(turn, bot), () => {
    if (turn.isPoison) bot.services.log.error({ key: turn.key, vanished: MAX_VANISHED }, POISON)
    // A turn that was taken over may be settled: its user has an answer already.
    else if (turn.settled === undefined) void answer(turn, bot)
    // A turn that is settled before its handlers end has timed out or was given up. The handlers run on alone.
    return after(turn.settled ?? turn.reply, (reply) => end(turn, reply, bot))
  })
}

/**
 * Takes over a vanished process's promise. A retry of the message may come before the regular look
 * for promises.
 */
function goOnWithPromise(turn: Turn, bot: Runtime): Soon<void> {
  const { promises } = bot.services
  if (turn.attempts === 1 || !promises.areKept || promises.isMade(turn)) return
  return lookForPromise(turn, bot)
}

async function lookForPromise(turn: Turn, bot: Runtime): Promise<void> {
  const { promises, log } = bot.services
  const promised = await promises.adoptStanding(turn)
  if (promised === undefined) return
  decideRerun(turn, promised, bot)
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

/** Waits for the process that owns the turn. True if this process has to run it after all. */
async function isTakenOver(turn: Turn, bot: Runtime): Promise<boolean> {
  const { settings, services } = bot
  const claim = await waitOrFailOpen(turn, bot)
  if (claim.state === 'done') {
    turn.settle(claim.reply ?? { type: 'none' })
    if (services.promises.mayStand(turn)) await services.promises.fulfil(turn)
    return false
  }
  turn.fence = claim.fence
  if (claim.state === 'poison') turn.spoil(settings.errorReply)
  // While it waited, this process has promised the reply.
  if (services.promises.isMade(turn)) await lookForPromise(turn, bot)
  const { key, kind, attempts: attempt } = turn
  const { name } = settings.account
  const state = claim.state === 'poison' ? 'poison' : 'taken-over'
  services.observe({ type: 'claimed', bot: name, key, kind, attempt, state })
  return true
}

type Waited = Ended | { readonly state: 'run'; readonly fence: number }

function waitOrFailOpen(turn: Turn, { settings, services }: Runtime): Promise<Waited> {
  // A later attempt may claim the turn. Then the Store would let this process wait for itself.
  const owned = new AbortController()
  turn.onOwned(() => owned.abort())
  const signal = AbortSignal.any([turn.signal, owned.signal])
  const options = { leaseMs: LEASE_MS, ttlMs: settings.bindingMs, signal }
  return services.store.turns.wait(turn.record, options).catch((err: unknown): Waited => {
    if (turn.fence !== undefined) return { state: 'run', fence: turn.fence }
    if (turn.signal.aborted) throw err
    services.outage.note(err, ALONE, { key: turn.key })
    return { state: 'run', fence: NO_FENCE }
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
 * Keeps the reply in the Store for all other attempts. This happens without a fence, too: a Store
 * that was away and worked for this process alone keeps the reply for this process's attempts.
 */
function finish(turn: Turn, reply: Reply, bot: Runtime): Soon<void> {
  const { fence } = turn
  if (fence === undefined || turn.isLost) return
  const kept = turn.instead ?? asKept(reply, turn, bot)
  const { store, leases, log } = bot.services
  const write = () => store.turns.finish(turn.record, turn.fence ?? fence, kept, REPLY_KEPT_MS)
  const writeAnew = async () => (await leases.regain(turn, fence)) && write()
  return after(askStore(write, true, turn, bot, ONLY_HERE), (isOurs) => {
    if (isOurs || fence === NO_FENCE) return
    return after(askStore(writeAnew, true, turn, bot, ONLY_HERE), (isRegained) => {
      if (!isRegained) turn.lose(fence, log)
    })
  })
}
