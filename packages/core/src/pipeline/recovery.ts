/**
 * Takes over promised replies whose process has vanished. It runs the handlers once more, or tells
 * the user, and delivers in the promised way. An attempt is answered after its promise is written
 * down, so the reply is delivered at least once.
 */
import { moment } from '../clock.ts'
import type { Promised } from '../late/promises.ts'
import type { Claim } from '../store/types.ts'
import { fenceOf } from '../turn/gap.ts'
import type { Push } from '../turn/push.ts'
import { LEASE_MS, Turn } from '../turn/turn.ts'
import { fail } from './answer.ts'
import { parse } from './parse.ts'
import { canResume, decideRerun, resume } from './rerun.ts'
import { REPLY_KEPT_MS, runTurn } from './run.ts'
import type { Runtime } from './runtime.ts'

/** 3 s for the lease, and 5 s for this look: another process takes over within ten seconds, after an outage within fifteen. */
const SWEEP_MS = 5000
/** After so many looks with an answer, replies are taken over although the outage is still on. */
const ANSWERED_LOOKS = 3
const NOT_TAKEN_OVER = 'promised reply not taken over; the next look tries again'

export interface Recovery {
  /** Looks through the promises now and every five seconds, until `stop`. Never rejects. */
  readonly start: () => Promise<void>
  readonly stop: () => void
}

export function createRecovery(bot: Runtime): Recovery {
  const { promises, clock, outage, log } = bot.services
  let isStopped = false
  /** Ends the wait for the next look. Without it a process that has closed its bot would go on waiting. */
  let wake = () => {}
  /** Finished turns that had a promise at the last look. If it stands at this one, too, their process has vanished. */
  let finished = new Set<string>()
  /** The looks in a row that the Store has answered during its outage. */
  let answered = 0

  const sweep = async (): Promise<void> => {
    // In an outage the owners renew no lease, so a lease that has ended does not show that its owner has vanished. After some
    // looks it does: a Store that fails now and then must not keep replies back for ever.
    if (outage.isOn && answered < ANSWERED_LOOKS) {
      await promises.list().next()
      answered += 1
      return
    }
    const seen = new Set<string>()
    for await (const promised of promises.list()) {
      if (isStopped) return
      if (bot.state.turns.has(promised.key)) continue
      // Asked first: what fails behind a claim counts as an owner that vanished.
      const hasLeft = await promises.hasLeft(promised.record)
      const claim = await claimOf(promised, bot)
      if (isStopped) return giveBack(promised.record, claim, bot)
      if (claim.state === 'done') {
        seen.add(promised.key)
        if (finished.has(promised.key)) begin(promised, deliverAgain(promised, claim, bot))
      } else {
        const fence = fenceOf(claim)
        if (fence !== undefined) begin(promised, goOn(promised, hasLeft, claim, fence, bot))
      }
    }
    finished = seen
  }

  /** One promise that fails, or whose delivery is slow, must not keep back those after it. The next look tries again. */
  const begin = ({ key }: Promised, work: Promise<void>) => {
    const begun = work.catch((err: unknown) => log.error({ err, key }, NOT_TAKEN_OVER))
    bot.state.backlog.add(begun)
  }

  const pause = () =>
    new Promise<void>((resolve) => {
      const timer = clock.setTimeout(resolve, SWEEP_MS)
      wake = () => {
        clock.clearTimeout(timer)
        resolve()
      }
    })

  return {
    start: async () => {
      // Another instance that can deliver the replies takes them.
      if (!promises.areKept || !bot.services.strategies.some(canResume)) return
      while (!isStopped) {
        await sweep().then(
          () => outage.end(),
          (err: unknown) => {
            answered = 0
            outage.note(err, 'promised replies are not looked for')
          },
        )
        if (!isStopped) await pause()
      }
    },
    stop: () => {
      isStopped = true
      wake()
    },
  }
}

async function claimOf(
  { record }: Pick<Promised, 'record'>,
  { settings, services }: Runtime,
): Promise<Claim> {
  return services.store.turns.claim(record, { leaseMs: LEASE_MS, ttlMs: settings.bindingMs })
}

/** Ends the lease of a claim: the turn did not cause this. */
async function giveBack(record: string, claim: Claim, { services }: Runtime): Promise<void> {
  const fence = fenceOf(claim)
  if (fence !== undefined) await services.leases.giveBack(record, fence)
}

/** Goes on with a turn that this process owns now. */
async function goOn(
  promised: Promised,
  hasLeft: boolean,
  claim: Claim,
  fence: number,
  bot: Runtime,
): Promise<void> {
  const { settings, services, state } = bot
  // An attempt may have come while the Store was asked. It waits for this process, and runs the turn.
  const waiting = state.turns.get(promised.key)
  const turn = waiting ?? turnOf(promised, claim, bot)
  if (turn === undefined) return services.promises.remove(promised.record)
  services.promises.adopt(turn, promised)
  if (claim.state === 'poison') turn.spoil(settings.errorReply)
  // If its run has begun, that decides when its wait ends (run.ts).
  if (waiting?.run === undefined) decideRerun(turn, promised, hasLeft, bot)
  const resumed = resumeOrGiveBack(turn, promised, claim, bot)
  if (waiting !== undefined) {
    if (!(await resumed)) return
    if (waiting.fence === undefined) waiting.own(fence)
    waiting.run ??= runTurn(waiting, bot)
    return
  }
  // An attempt that comes from here on joins this run.
  turn.run = resumed.then((may) => (may ? runTurn(turn, bot) : undefined))
  state.turns.add(turn)
  await turn.run
}

/** Begins to deliver in the promised way. If that fails, it gives the turn back, and resolves to false. */
async function resumeOrGiveBack(
  turn: Turn,
  promised: Promised,
  claim: Claim,
  bot: Runtime,
): Promise<boolean> {
  const { services, state } = bot
  try {
    await resume(turn, promised, bot)
    return true
  } catch (err) {
    services.log.error({ err, key: turn.key }, NOT_TAKEN_OVER)
    turn.handOver('its promise could not be taken over')
    fail(turn, err, bot)
    state.turns.remove(turn)
    await giveBack(promised.record, claim, bot)
    return false
  }
}

/**
 * Delivers a finished turn whose promise still stands. The process that was to deliver its reply
 * has vanished. A finished turn has no owner any more, so this delivery gets an owner of its own.
 */
async function deliverAgain(
  promised: Promised,
  { reply }: Claim & { readonly state: 'done' },
  bot: Runtime,
): Promise<void> {
  const { services, state } = bot
  const { promises, store, log } = services
  if (reply === undefined) {
    const { key, promisedAt } = promised
    log.warn({ key, promisedAt }, 'promised reply lost: it is finished, and no longer kept')
  }
  if (reply === undefined || reply.type === 'none') return promises.remove(promised.record)
  const record = `${promised.record}|again`
  const claim = await claimOf({ record }, bot)
  if (claim.state === 'poison') {
    const { key, promisedAt } = promised
    log.warn({ key, promisedAt }, 'promised reply lost: the processes that delivered it vanished')
    return promises.remove(promised.record)
  }
  const fence = fenceOf(claim)
  if (fence === undefined) return
  const turn = turnOf({ ...promised, record }, claim, bot)
  if (turn === undefined) return promises.remove(promised.record)
  turn.settle(reply)
  state.turns.add(turn)
  services.wakeKeeper()
  try {
    await resume(turn, promised, bot)
    await turn.delivery
    await promises.remove(promised.record)
    await store.turns.finish(record, fence, reply, REPLY_KEPT_MS)
  } catch (err) {
    await giveBack(record, claim, bot)
    throw err
  } finally {
    state.turns.remove(turn)
  }
}

function turnOf(promised: Promised, claim: Claim, { services }: Runtime): Turn | undefined {
  const { key, record, xml, tokenGroup, receivedAt, attempts = 1 } = promised
  const now = moment(services.clock)
  const push: Push = {
    ...{ type: 'push', xml, tokenGroup },
    receivedAt: { ...now, now: receivedAt },
    seal: (text) => text,
  }
  const message = parse(push)
  if (message.kind === 'probe') return undefined
  // Looks for promises are no attempts, though the Store counts their claims.
  const turn = new Turn(key, message, push.receivedAt, attempts, fenceOf(claim), record)
  turn.push = push
  return turn
}
