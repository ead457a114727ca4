/**
 * Fourth stage: Attempt -> Reply | 'unanswered'. Runs the chain once per turn, and waits for it
 * until the deadline of this attempt. After that the late strategies decide what the attempt gets.
 */
import { ATTEMPTS } from '../protocol.ts'
import type { Reply } from '../reply/types.ts'
import type { Soon } from '../soon.ts'
import { Waiting } from '../turn/deadlines.ts'
import { isAbandoned } from '../turn/push.ts'
import type { Attempt, Turn } from '../turn/turn.ts'
import { runTurn } from './run.ts'
import type { Runtime } from './runtime.ts'

export function handle(attempt: Attempt, bot: Runtime): Soon<Reply | 'unanswered'> {
  const { turn } = attempt
  if (turn.settled === undefined || turn.isPoison) turn.run ??= runTurn(turn, bot)
  return turn.settled === undefined ? waitUntilDeadline(attempt, bot) : passive(turn.settled, turn)
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

  protected ended(reply: Reply | undefined): void {
    const { turn } = this.#attempt
    this.#resolve(
      reply === undefined ? askStrategies(this.#attempt, this.#bot) : passive(reply, turn),
    )
  }
}

/** A reply that goes out by the API must not go out passively, too. */
function passive(reply: Reply, turn: Turn): Reply {
  return turn.isDeferred ? { type: 'none' } : reply
}

/**
 * Asks the strategies in order. The last one always answers. A strategy that fails is skipped. Where nobody waits for
 * the answer and WeChat asks again, nothing is promised: the next attempt brings the reply.
 */
async function askStrategies(
  attempt: Attempt,
  { settings, services }: Runtime,
): Promise<Reply | 'unanswered'> {
  const { turn, number, push } = attempt
  for (const { name: strategy, answer } of services.strategies) {
    if (number < ATTEMPTS && isAbandoned(push, services.clock)) {
      services.log.debug(
        { key: turn.key, attempt: number },
        'attempt not answered: WeChat has hung up',
      )
      return 'unanswered'
    }
    try {
      const response = await answer(attempt)
      if (response === undefined) continue
      const { key, kind, asked: plugin } = turn
      const about = { bot: settings.account.name, key, kind, attempt: number, strategy, plugin }
      const outcome = response === 'unanswered' ? response : response.type
      services.observe({ type: 'late', ...about, response: outcome })
      return response
    } catch (err) {
      services.log.error({ err, strategy, key: turn.key }, 'late strategy failed')
    }
  }
  return { type: 'none' }
}
