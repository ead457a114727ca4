/**
 * The desk of a bot, which all its dialogs share: one state for each user, one middleware, and a queue of each
 * user's messages.
 */
import {
  type Context,
  type Message,
  type Middleware,
  type Scope,
  WechatBotError,
} from '@wechatbot/core'
import { finish, speak } from './closing.ts'
import type { Ledger } from './ledger.ts'
import type { Enter } from './line.ts'
import type { Script } from './script.ts'
import { next, type Open, type Said, type State } from './state.ts'
import type { AnyAnswers, Done } from './types.ts'
import { begin, type Move, repeat, take } from './walk.ts'

export interface Desk {
  /** The scope of the first dialog. All dialogs keep their data in the Store by it. */
  readonly scope: Scope
  /** @throws WechatBotError BAD_PLUGIN where another dialog of the bot has this name. */
  readonly add: (script: Script) => void
  readonly find: (options: object) => Script | undefined
  readonly middleware: Middleware
  /** Starts a dialog. A dialog that is open is left. */
  readonly begin: (ctx: Context, script: Script, answers?: AnyAnswers) => Promise<Done>
}

/** The result of a message for an open dialog: an answer, or a text that is sent when no handler answers. */
type Taken =
  | { readonly answer: Done }
  | ({ readonly unlessAnswered: string | undefined } & Partial<Away>)

interface Away {
  readonly away: { readonly error: unknown }
}

/**
 * How long `done` of one message keeps the dialog closed to other messages, in seconds. It is longer than a handler
 * runs by default. After it the process counts as vanished, and the last step is open again.
 */
const FINISHING_SECONDS = 70
/** How long users are told that their dialog is over, in seconds. */
const TOLD_SECONDS = 24 * 60 * 60
/** The number of tries to write. Of two messages at the same time, the second needs one try more. */
const MAX_TRIES = 20

export function createDesk(scope: Scope, ledger: Ledger, enter: Enter): Desk {
  const scripts = new Map<string, Script>()
  const startedBy = (message: Message, besides?: Script): Script | undefined =>
    [...scripts.values()].find((it) => it !== besides && it.starts(message))

  /** Writes the move, and gives the answer. Undefined where another message was quicker. */
  const make = async (
    ctx: Context,
    state: State,
    script: Script,
    move: Move,
    stays: Open | undefined,
  ): Promise<{ readonly answer: Done } | undefined> => {
    if (ctx.signal.aborted) return GIVEN_UP
    if (move.type === 'completes') {
      return finish({ ctx, state, script, answers: move.answers, stays, ledger })
    }
    const open = move.type === 'asks' ? move.open : undefined
    const { said } = move
    const isWritten = await ledger.write(ctx, next(state, open, { key: ctx.key, said }))
    return isWritten ? { answer: await speak(ctx, said) } : undefined
  }

  const untilWritten = async <T>(
    ctx: Context,
    attempt: () => Promise<T | undefined>,
  ): Promise<T> => {
    for (let tries = 0; tries < MAX_TRIES; tries += 1) {
      const made = await attempt()
      if (made !== undefined) return made
    }
    throw new WechatBotError(
      'SESSION_BUSY',
      `dialog of ${ctx.from}: not written, other messages were quicker ${MAX_TRIES} times`,
    )
  }

  /**
   * While the Store is away nobody knows whether a dialog is open. Other handlers may answer; otherwise the message
   * fails.
   */
  const readUnlessAway = async (ctx: Context): Promise<{ readonly state: State } | Away> => {
    try {
      return { state: await ledger.read(ctx) }
    } catch (error) {
      if (isAway(error)) return { away: { error } }
      throw error
    }
  }

  const takeOnce = async (ctx: Context): Promise<Taken | undefined> => {
    const { message, key } = ctx
    const read = await readUnlessAway(ctx)
    if ('away' in read) return { unlessAnswered: undefined, ...read }
    const { state } = read
    const before = state.recent.find((it) => it.key === key)
    if (before !== undefined) return { answer: await speak(ctx, before.said) }
    const { open } = state
    const script = open && scripts.get(open.dialog)
    if (open === undefined || script === undefined || isFinishing(open, ctx)) return NOT_OURS
    const over = message.CreateTime - open.since - script.ttlSeconds
    if (over > 0) {
      const { expired } = script
      const isWritten = await ledger.write(ctx, next(state, undefined))
      return isWritten ? { unlessAnswered: over < TOLD_SECONDS ? expired : undefined } : undefined
    }
    const other = startedBy(message, script)
    if (other !== undefined) {
      return make(ctx, state, other, await begin(other, {}, message), undefined)
    }
    const isClick = message.kind === 'event:CLICK'
    const move = await (isClick ? repeat : take)(script, open, message)
    return make(ctx, state, script, move, open)
  }

  const middleware: Middleware = async (ctx, goOn) => {
    const { message } = ctx
    const isStart = startedBy(message) !== undefined
    if (!isStart && !canAnswer(message)) return goOn()
    const leave = await enter(ctx.from, ctx.signal)
    try {
      if (ctx.signal.aborted) return undefined
      const taken = await untilWritten(ctx, () => takeOnce(ctx))
      if ('answer' in taken) return taken.answer
      // A message that starts a dialog holds the queue until the dialog is started. The next message then finds it
      // open.
      if (!isStart) leave()
      const reply = await goOn()
      if (reply !== undefined) return undefined
      if (taken.away !== undefined) throw taken.away.error
      const word = taken.unlessAnswered
      if (word === undefined) return undefined
      const said: Said = { reply: { type: 'text', content: word } }
      await ledger.change(ctx, (state) => next(state, state.open, { key: ctx.key, said }))
      return word
    } finally {
      leave()
    }
  }

  return {
    scope,
    add: (script) => {
      if (scripts.has(script.name)) {
        const expected = 'a name that no other dialog of this bot has'
        const got = `"${script.name}"`
        throw new WechatBotError(
          'BAD_PLUGIN',
          `plugin "dialog": name: expected ${expected}, got ${got}`,
          { problems: [{ path: 'name', expected, got }] },
        )
      }
      scripts.set(script.name, script)
    },
    find: (options) => [...scripts.values()].find((it) => it.options === options),
    middleware,
    begin: async (ctx, script, answers = {}) => {
      const { answer } = await untilWritten(ctx, async () => {
        const state = await ledger.read(ctx)
        const move = await begin(script, answers, ctx.message)
        return make(ctx, state, script, move, undefined)
      })
      return answer
    },
  }
}

/** The message was aborted and its user got another answer. It must not count as an answer to a later question. */
const GIVEN_UP: { readonly answer: Done } = { answer: undefined }

const NOT_OURS: Taken = { unlessAnswered: undefined }

/** Events and messages that devices send are neither right nor wrong answers. */
function canAnswer({ kind, CreateTime }: Message): boolean {
  return !/^(?:event:|device_|hardware)/.test(kind) && Number.isFinite(CreateTime)
}

/** Whether another message has given the last answer, and its `done` still runs. */
function isFinishing({ finishing }: Open, { key, message }: Context): boolean {
  if (finishing === undefined || finishing.key === key) return false
  return message.CreateTime < finishing.at + FINISHING_SECONDS
}

function isAway(error: unknown): boolean {
  return error instanceof WechatBotError && error.code === 'STORE_AWAY'
}
