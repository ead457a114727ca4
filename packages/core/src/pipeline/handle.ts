/**
 * Fourth stage: Attempt -> Reply | 'unanswered'. Runs the chain once per turn, and waits for it
 * until the deadline of this attempt. After that the late strategies decide what the attempt gets.
 */
import type { Reply } from '../reply/types.ts'
import type { Soon } from '../soon.ts'
import { type Attempt, isLast, mayBeLast } from '../turn/attempt.ts'
import { Waiting } from '../turn/deadlines.ts'
import { isAbandoned } from '../turn/push.ts'
import type { Turn } from '../turn/turn.ts'
import { runTurn } from './run.ts'
import type { Runtime } from './runtime.ts'

/** A timer that is this late shows that the process stood still. */
const OVERDUE_MS = 100
/** Stands in place of a strategy in the record of an attempt whose peer has hung up. */
const HUNG_UP = 'hung-up'

export function handle(attempt: Attempt, bot: Runtime): Soon<Reply | 'unanswered'> {
  const { turn } = attempt
  if (turn.settled === undefined || turn.isPoison) turn.run ??= runTurn(turn, bot)
  return turn.settled === undefined
    ? waitUntilDeadline(attempt, bot)
    : inTime(turn.settled, attempt, bot)
}

function waitUntilDeadline(attempt: Attempt, bot: Runtime): Promise<Reply | 'unanswered'> {
  const { turn, push } = attempt
  const deadline = push.receivedAt.monotonic + bot.settings.deadlineMs
  return new Promise((resolve) => {
    const waiting = new WaitingAttempt(attempt, bot, resolve)
    turn.addWaiting(waiting)
    bot.state.deadlines.add(waiting, deadline)
  })
}

class WaitingAttempt extends Waiting {
  readonly #attempt: Attempt
  readonly #bot: Runtime
  readonly #resolve: (reply: Soon<Reply | 'unanswered'>) => void

  constructor(
    attempt: Attempt,
    bot: Runtime,
    resolve: (reply: Soon<Reply | 'unanswered'>) => void,
  ) {
    super()
    this.#attempt = attempt
    this.#bot = bot
    this.#resolve = resolve
  }

  protected ended(reply: Reply | 'unanswered' | undefined): void {
    const attempt = this.#attempt
    const bot = this.#bot
    if (reply === undefined) this.#resolve(askStrategies(attempt, bot))
    else this.#resolve(reply === 'unanswered' ? reply : inTime(reply, attempt, bot))
  }
}

/** The answer with a reply that is there. If the peer of WeChat's last attempt has hung up, it is delivered as a late one. */
function inTime(reply: Reply, attempt: Attempt, bot: Runtime): Soon<Reply | 'unanswered'> {
  const { turn } = attempt
  if (!isForNobody(attempt, bot) || reply.type === 'none' || turn.instead !== undefined) {
    return turn.instead ?? reply
  }
  const delivered = deliverLate(reply, attempt, bot)
  bot.state.backlog.add(delivered)
  return delivered
}

/** Whether nobody reads the answer of WeChat's last attempt, because its peer has hung up. */
function isForNobody(attempt: Attempt, { services: { clock } }: Runtime): boolean {
  return isLast(attempt) && isAbandoned(attempt.push, clock)
}

async function deliverLate(
  reply: Reply,
  attempt: Attempt,
  bot: Runtime,
): Promise<Reply | 'unanswered'> {
  const { turn } = attempt
  if (await isBroughtByRest(reply, turn, bot)) return reply
  const response = await askStrategies(attempt, bot)
  await bot.services.promises.fulfil(turn)
  return response
}

/** Whether the rest of a growing reply brings its first part, which nobody has read. Its rest may be another process's. */
async function isBroughtByRest(first: Reply, turn: Turn, { services }: Runtime): Promise<boolean> {
  const { growing, mailbox } = services
  if (await growing.unread(turn)) return true
  if (turn.delivery === undefined) return false
  // The rest is on its way already.
  await mailbox?.keep(turn, first)
  return true
}

/**
 * Asks the strategies in order. The last one always answers. A strategy that fails is skipped. Nothing is promised on an
 * attempt whose peer has hung up, unless it may be WeChat's last: the next attempt brings the reply.
 */
async function askStrategies(attempt: Attempt, bot: Runtime): Promise<Reply | 'unanswered'> {
  const { turn, push } = attempt
  const { clock, log, strategies } = bot.services
  const overdueMs = clock.monotonic() - push.receivedAt.monotonic - bot.settings.deadlineMs
  // A process that stood still has yet to read that the peer has hung up.
  if (overdueMs >= OVERDUE_MS) await readSockets()
  for (const { name: strategy, answer } of strategies) {
    if (isAbandoned(push, clock) && !mayBeLast(attempt)) {
      observeLate(attempt, HUNG_UP, 'unanswered', bot)
      return 'unanswered'
    }
    try {
      const response = await answer(attempt)
      if (response === undefined) continue
      // Its peer may have hung up while the Store was asked for the first part.
      const { firstPart } = turn
      if (firstPart !== undefined && isForNobody(attempt, bot)) {
        await isBroughtByRest(firstPart, turn, bot)
      }
      observeLate(attempt, strategy, response, bot)
      return response
    } catch (err) {
      log.error({ err, strategy, key: turn.key }, 'late strategy failed')
    }
  }
  return { type: 'none' }
}

/** Resolves after node has read what has come on its sockets. */
function readSockets(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}

function observeLate(
  { turn, number: attempt }: Attempt,
  strategy: string,
  answered: Reply | 'unanswered',
  { settings, services }: Runtime,
): void {
  const { key, kind, asked: plugin } = turn
  const about = { bot: settings.account.name, key, kind, attempt, strategy, plugin }
  const response = answered === 'unanswered' ? answered : answered.type
  services.observe({ type: 'late', ...about, response })
}
