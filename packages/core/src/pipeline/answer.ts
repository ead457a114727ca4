/** Asks for the reply of a turn: first the user's waiting replies, then the middleware and handlers. */
import { hasFile, withMediaId } from '../api/media.ts'
import type { Blocked, Chain, Failed, Outcome } from '../chain/compose.ts'
import { type Owner, TurnContext } from '../chain/context.ts'
import { wordsOf } from '../chain/describe.ts'
import type { Trace } from '../chain/trace.ts'
import type { Subject } from '../records/observe.ts'
import type { Reply } from '../reply/types.ts'
import { after, orElse, type Soon } from '../soon.ts'
import type { Turn } from '../turn/turn.ts'
import { admit } from './admit.ts'
import type { Runtime } from './runtime.ts'

/** The mailbox is named so as the owner of its answers. */
const MAILBOX = 'mailbox'
const STAYS = 'the replies that wait for this user stay where they are'
const NOT_COUNTED = 'what may be sent is not counted'

/** Settles the turn with its reply. Never rejects. */
export function answer(turn: Turn, bot: Runtime): Soon<void> {
  const ask = () =>
    after(takeUp(turn, bot), (waiting) => {
      if (waiting !== undefined) return settleWithWaiting(turn, waiting, bot)
      return after(admit(turn, bot), (may) =>
        may ? after(noteForAllowance(turn, bot), () => askHandlers(turn, bot)) : undefined,
      )
    })
  return orElse(ask, (err) => fail(turn, err, bot))
}

/**
 * Settles the turn with none, because its handlers could not be asked. The Store keeps nothing: an attempt that comes to
 * another process may still run it.
 */
export function fail(turn: Turn, err: unknown, { services }: Runtime): void {
  if (!turn.signal.aborted) services.log.error({ err, key: turn.key }, 'turn failed')
  turn.disown()
  turn.settle({ type: 'none' })
}

/** The Store's answer. If the Store fails, the answer is `instead`, and the log says what that costs. */
export function askStore<T>(
  ask: () => Soon<T>,
  instead: T,
  turn: Turn,
  { services: { outage } }: Runtime,
  cost: string,
): Soon<T> {
  return orElse(ask, (err) => {
    // Without a store from the beginning, the log has said so already.
    if (!turn.isAlone) outage.note(err, cost, { key: turn.key })
    return instead
  })
}

function noteForAllowance(turn: Turn, bot: Runtime): Soon<void> {
  const { allowance } = bot.services
  if (allowance === undefined) return
  return askStore(() => allowance.note(turn.message), undefined, turn, bot, NOT_COUNTED)
}

/** The user's waiting replies, if the message asks for them. Very few messages do. */
function takeUp(turn: Turn, bot: Runtime): Soon<Reply | undefined> {
  return askStore(() => bot.services.mailbox?.takeUp(turn), undefined, turn, bot, STAYS)
}

/** The message asks for what its user was promised. It is no new question, so `overlap` is not asked. */
function settleWithWaiting(turn: Turn, waiting: Reply, bot: Runtime): Soon<void> {
  return after(noteForAllowance(turn, bot), () => {
    turn.answeredBy = MAILBOX
    bot.services.observe({ type: 'taken-up', ...aboutOf(turn, bot) })
    turn.settle(waiting)
  })
}

function askHandlers(turn: Turn, bot: Runtime): Soon<void> {
  const { settings, services } = bot
  const startedAt = services.clock.monotonic()
  const contextFor = (owner: Owner) => {
    turn.asked = owner.name
    return new TurnContext(turn, owner, settings, services.api)
  }
  const trace = settings.development ? traceOf(turn, bot) : undefined
  const walk = (chain: Chain) => chain(turn.message, contextFor, tellOfBlocked(turn, bot), trace)
  return after(after(services.chain(), walk), (outcome) =>
    after(finished(outcome, turn, bot), (ready) => {
      report(turn, ready, startedAt, bot)
      return 'error' in ready
        ? turn.settle(ready.instead ?? settings.errorReply)
        : settleWith(ready.reply, turn, bot)
    }),
  )
}

/** Settles the turn with the user's waiting replies in front of its own. */
function settleWith(reply: Reply, turn: Turn, bot: Runtime): Soon<void> {
  // A turn that is settled was answered without its handlers. The waiting replies stay in the box.
  if (turn.settled !== undefined) return
  // Another process goes on with it.
  if (turn.isLost) return turn.settle(reply)
  const added = () => bot.services.mailbox?.addTo(turn, reply) ?? reply
  return after(askStore(added, reply, turn, bot, STAYS), (whole) => turn.settle(whole))
}

function tellOfBlocked(turn: Turn, bot: Runtime): Blocked {
  return ({ owner, registered }, ms) => {
    const [plugin, filter] = [owner.name, wordsOf(registered)]
    bot.services.observe({ type: 'blocked', ...aboutOf(turn, bot), plugin, filter, ms })
  }
}

/** The trace that records each handler and middleware. */
function traceOf(turn: Turn, bot: Runtime): Trace {
  const { clock, observe } = bot.services
  return ({ name: plugin }, registered) => {
    const startedAt = clock.monotonic()
    const filter = registered && wordsOf(registered)
    observe({ type: 'asked', ...aboutOf(turn, bot), plugin, filter })
    return (outcome) => {
      const ms = clock.monotonic() - startedAt
      observe({ type: 'handler', ...aboutOf(turn, bot), plugin, filter, ms, outcome })
    }
  }
}

/** The fields of a record that is about the turn. */
function aboutOf({ key, kind, attempts: attempt }: Turn, { settings }: Runtime): Subject {
  return { bot: settings.account.name, key, kind, attempt }
}

/** Records the end of the chain. */
function report(turn: Turn, outcome: Finished, startedAt: number, bot: Runtime): void {
  const { settings, services } = bot
  const { observe } = services
  const { key, kind, attempts: attempt } = turn
  const { name } = settings.account
  const { by: plugin } = outcome
  const ms = services.clock.monotonic() - startedAt
  turn.answeredBy = plugin
  if ('error' in outcome) {
    const { error, filter } = outcome
    const reply = settings.errorReply.type
    observe({ type: 'chain', bot: name, key, kind, attempt, plugin, ms, reply, error })
    services.log.error({ err: error, plugin, filter, key }, 'handler failed')
  } else {
    // Written out, because spreading into an object costs several times as much.
    const reply = outcome.reply.type
    observe({ type: 'chain', bot: name, key, kind, attempt, plugin, ms, reply })
  }
}

/** A reply that is ready to be written, or the error. */
type Finished =
  | { readonly reply: Reply; readonly by: string | undefined }
  | (Failed & { readonly instead?: Reply })

/** Uploads the reply's file, or reads its whole text. If either fails, the reply's plugin has failed. */
function finished(outcome: Outcome, turn: Turn, { settings, services }: Runtime): Soon<Finished> {
  if ('error' in outcome) return outcome
  const { by, reply } = outcome
  if (reply.type === 'stream') {
    return services.growing.write(turn, reply).then((end) => {
      if ('reply' in end) return { by, reply: end.reply }
      if (end.written.trim() === '') return { by, error: end.error }
      const { errorReply } = settings
      const text = errorReply.type === 'text' ? errorReply.content : ''
      return { by, error: end.error, instead: { type: 'text', content: end.written + text } }
    })
  }
  if (!hasFile(reply)) return { by, reply }
  return withMediaId(reply, () => services.api().media).then(
    (uploaded) => ({ by, reply: uploaded }),
    (error: unknown) => ({ by, error }),
  )
}
