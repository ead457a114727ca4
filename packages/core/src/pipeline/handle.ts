/**
 * Fourth stage: Attempt -> Reply | 'unanswered'. Runs the chain once per turn, and waits for it
 * until the deadline of this attempt; then the late strategies say what the attempt gets.
 */
import type { Backlog } from '../backlog.ts'
import { within } from '../clock.ts'
import type { Reply } from '../reply/types.ts'
import { type RunParts, runTurn, subjectOf } from '../run.ts'
import type { Attempt } from '../turn.ts'

export interface HandleParts extends RunParts {
  /** Counted from the head of the request. */
  readonly deadlineMs: number
  /** Knows the turns that run on after their attempts are answered. */
  readonly backlog: Backlog
}

export async function handle(attempt: Attempt, bot: HandleParts): Promise<Reply | 'unanswered'> {
  const { turn, push } = attempt
  if (turn.settled === undefined && turn.begin()) bot.backlog.add(runTurn(turn, bot))
  const spentMs = bot.clock.monotonic() - push.receivedAt.monotonic
  const inTime = await within(bot.clock, bot.deadlineMs - spentMs, turn.reply)
  if (inTime === undefined) return askStrategies(attempt, bot)
  return turn.isDeferred ? { type: 'none' } : inTime.value
}

/** In order; the last one always answers. One that fails is passed over. */
async function askStrategies(attempt: Attempt, bot: HandleParts): Promise<Reply | 'unanswered'> {
  const { turn, number } = attempt
  for (const { name: strategy, answer } of bot.late) {
    try {
      const response = await answer(attempt)
      if (response === undefined) continue
      const outcome = response === 'unanswered' ? response : response.type
      const record = { strategy, plugin: turn.asked, response: outcome }
      bot.observe({ type: 'late', ...subjectOf(turn, bot, number), ...record })
      return response
    } catch (err) {
      bot.log.error({ err, strategy, key: turn.key }, 'late strategy failed')
    }
  }
  return { type: 'none' }
}
