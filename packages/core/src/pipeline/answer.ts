/** Asks for the reply of a turn: first what waits for its user, then the middleware and handlers. */
import { hasFile, withMediaId } from '../api/media.ts'
import type { Answered, Blocked, Outcome } from '../chain/compose.ts'
import { type Owner, TurnContext } from '../chain/context.ts'
import { wordsOf } from '../chain/describe.ts'
import type { Trace } from '../chain/trace.ts'
import { isPending, type Soon } from '../soon.ts'
import { NO_FENCE, type Turn } from '../turn/turn.ts'
import type { Runtime } from './runtime.ts'

/** The name under which the mailbox answers. */
const MAILBOX = 'mailbox'
const STAYS = 'the replies that wait for this user stay where they are'
const NOT_COUNTED = 'what may be sent is not counted'

/** Settles the turn. Never rejects. */
export async function answer(turn: Turn, bot: Runtime): Promise<void> {
  const { settings, services } = bot
  const { mailbox, allowance } = services
  try {
    const noted = allowance?.note(turn.message)
    if (noted !== undefined) await orElse(undefined, () => noted, turn, bot, NOT_COUNTED)
    // Nearly always it is not asked for.
    const asked = mailbox?.takeUp(turn)
    const waiting = asked && (await orElse(undefined, () => asked, turn, bot, STAYS))
    if (waiting !== undefined) {
      turn.answeredBy = MAILBOX
      return turn.settle(waiting)
    }
    const startedAt = services.clock.monotonic()
    const composed = services.chain()
    const chain = isPending(composed) ? await composed : composed
    const contextFor = (owner: Owner) => {
      turn.asked = owner.name
      return new TurnContext(turn, owner, settings, services.api)
    }
    const trace = settings.development ? traceOf(turn, bot) : undefined
    const walked = chain(turn.message, contextFor, tellOfBlocked(turn, bot), trace)
    const answered = isPending(walked) ? await walked : walked
    const isReady = 'error' in answered || !hasFile(answered.reply)
    const outcome = isReady ? answered : await withFile(answered, bot)
    report(turn, outcome, startedAt, bot)
    if ('error' in outcome) return turn.settle(settings.errorReply)
    // Settled already, it timed out or was given up: nothing that waits may go out with it.
    if (turn.settled !== undefined) return
    const { reply } = outcome
    const added = () => mailbox?.addTo(turn, reply) ?? reply
    const whole = orElse(reply, added, turn, bot, STAYS)
    turn.settle(isPending(whole) ? await whole : whole)
  } catch (err) {
    fail(turn, err, bot)
  }
}

/** Not by its handler. It is not finished in the Store either: a retry may run it again. */
export function fail(turn: Turn, err: unknown, { services }: Runtime): void {
  if (!turn.signal.aborted) services.log.error({ err, key: turn.key }, 'turn failed')
  turn.fence = undefined
  turn.settle({ type: 'none' })
}

/** A Store that fails costs what it knows, not the answer. */
export function orElse<T>(
  instead: T,
  ask: () => Soon<T>,
  turn: Turn,
  { services: { outage } }: Runtime,
  cost: string,
): Soon<T> {
  const failed = (err: unknown): T => {
    // Where there was no store from the beginning, that has been said.
    if (turn.fence !== NO_FENCE) outage.note(err, cost, { key: turn.key })
    return instead
  }
  try {
    const asked = ask()
    return isPending(asked) ? Promise.resolve(asked).catch(failed) : asked
  } catch (err) {
    return failed(err)
  }
}

function tellOfBlocked({ key, kind, attempts: attempt }: Turn, bot: Runtime): Blocked {
  const { settings, services } = bot
  return ({ owner, registered }, ms) => {
    const about = { bot: settings.account.name, key, kind, attempt }
    const [plugin, filter] = [owner.name, wordsOf(registered)]
    services.observe({ type: 'blocked', ...about, plugin, filter, ms })
  }
}

/** Records each handler and middleware. */
function traceOf({ key, kind, attempts: attempt }: Turn, { settings, services }: Runtime): Trace {
  const { clock, observe } = services
  return ({ name: plugin }, registered) => {
    const startedAt = clock.monotonic()
    return (outcome) => {
      const about = { bot: settings.account.name, key, kind, attempt }
      const filter = registered && wordsOf(registered)
      const ms = clock.monotonic() - startedAt
      observe({ type: 'handler', ...about, plugin, filter, ms, outcome })
    }
  }
}

/** The chain has ended. */
function report(turn: Turn, outcome: Outcome, startedAt: number, bot: Runtime): void {
  const { settings, services } = bot
  const { observe } = services
  const { key, kind, attempts: attempt } = turn
  const { name } = settings.account
  const { by: plugin } = outcome
  const ms = services.clock.monotonic() - startedAt
  turn.answeredBy = plugin
  if ('error' in outcome) {
    const { error } = outcome
    const reply = settings.errorReply.type
    observe({ type: 'chain', bot: name, key, kind, attempt, plugin, ms, reply, error })
    services.log.error({ err: error, plugin, key }, 'handler failed')
  } else {
    // Written out: an object made by spreading costs several times as much.
    const reply = outcome.reply.type
    observe({ type: 'chain', bot: name, key, kind, attempt, plugin, ms, reply })
  }
}

/** A file that cannot be uploaded is the failure of the plugin that returned it. */
async function withFile({ reply, by }: Answered, { services }: Runtime): Promise<Outcome> {
  try {
    return { by, reply: await withMediaId(reply, () => services.api().media) }
  } catch (error) {
    return { by, error }
  }
}
