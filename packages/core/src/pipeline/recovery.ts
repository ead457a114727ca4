/**
 * Goes on with promised replies whose process has vanished: runs the handlers once more, or tells the user, and
 * delivers in the way that was promised. Acknowledged is what is written down, so a reply comes at least once.
 */
import { moment, waitFor } from '../clock.ts'
import type { Promised } from '../late/promises.ts'
import type { Claim } from '../store/types.ts'
import type { Push } from '../turn/push.ts'
import { LEASE_MS, Turn } from '../turn/turn.ts'
import { parse } from './parse.ts'
import { runTurn } from './run.ts'
import type { Runtime } from './runtime.ts'

/** A lease ends after 3 s, and another process goes on within ten. */
const SWEEP_MS = 5000

export interface Recovery {
  /** Looks through the promises now and every five seconds, until `stop`. Never rejects. */
  readonly start: () => Promise<void>
  readonly stop: () => void
}

export function createRecovery(bot: Runtime): Recovery {
  const { promises, clock, outage } = bot.services
  let isStopped = false
  /** Finished turns whose promise still stood at the last look: somebody may be delivering. */
  let finished = new Set<string>()

  const sweep = async (): Promise<void> => {
    const seen = new Set<string>()
    for await (const promised of promises.list()) {
      if (isStopped) return
      if (bot.state.turns.has(promised.key)) continue
      const claim = await claimOf(promised, bot)
      if (claim.state === 'done') {
        seen.add(promised.key)
        if (finished.has(promised.key)) await deliverAgain(promised, claim, bot)
      } else if ((claim.state === 'run' && claim.fence !== 0) || claim.state === 'poison') {
        await goOn(promised, claim, bot)
      }
    }
    finished = seen
  }

  return {
    start: async () => {
      if (!promises.areKept) return
      while (!isStopped) {
        await sweep().catch((err: unknown) =>
          outage.note(err, 'promised replies are not looked for'),
        )
        await waitFor(clock, SWEEP_MS)
      }
    },
    stop: () => {
      isStopped = true
    },
  }
}

async function claimOf({ record }: Promised, { settings, services }: Runtime): Promise<Claim> {
  return services.store.turns.claim(record, { leaseMs: LEASE_MS, ttlMs: settings.bindingMs })
}

/** This process owns the turn now. */
async function goOn(
  promised: Promised,
  claim: Claim & { readonly fence: number },
  bot: Runtime,
): Promise<void> {
  const { settings, services, state } = bot
  const { interrupted, interruptedReply, errorReply } = settings
  const turn = turnOf(promised, claim, bot)
  if (turn === undefined) return services.promises.remove(promised.record)
  services.promises.adopt(turn, promised)
  const isTold = interrupted === 'tell' || (interrupted !== 'rerun' && promised.hasLeft === true)
  const afterMs = services.clock.now() - promised.promisedAt
  const how = claim.state === 'poison' ? 'given up' : isTold ? 'told' : 'run again'
  services.log.warn({ key: turn.key, afterMs, how }, 'promised reply taken over')
  if (claim.state === 'poison') turn.spoil(errorReply)
  else if (isTold) turn.settle(interruptedReply)
  state.turns.add(turn)
  await resume(turn, promised, bot)
  turn.run = runTurn(turn, bot)
}

/** It was finished, and its process vanished before the reply lay in the mailbox. */
async function deliverAgain(promised: Promised, claim: Claim, bot: Runtime): Promise<void> {
  const reply = 'reply' in claim ? claim.reply : undefined
  const turn = turnOf(
    promised,
    { state: 'done', attempt: claim.state === 'done' ? claim.attempt : 1 },
    bot,
  )
  if (turn !== undefined && reply !== undefined && reply.type !== 'none') {
    turn.settle(reply)
    await resume(turn, promised, bot)
    await turn.delivery
  }
  await bot.services.promises.remove(promised.record)
}

function turnOf(promised: Promised, claim: Claim, { services }: Runtime): Turn | undefined {
  const { key, record, xml, tokenGroup, receivedAt } = promised
  const now = moment(services.clock)
  const push: Push = {
    ...{ type: 'push', xml, tokenGroup },
    receivedAt: { ...now, now: receivedAt },
    seal: (text) => text,
  }
  const message = parse(push)
  if (message.kind === 'probe') return undefined
  const fence = 'fence' in claim ? claim.fence : undefined
  const attempt = 'attempt' in claim ? claim.attempt : 1
  return new Turn(key, message, push.receivedAt, attempt, fence, record)
}

async function resume(turn: Turn, { by }: Promised, { services }: Runtime): Promise<void> {
  const promised = services.strategies.find(({ name }) => name === by)
  const able = promised ?? services.strategies.find(({ resume: way }) => way !== undefined)
  await able?.resume?.(turn)
}
