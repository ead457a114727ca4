/**
 * customer-service (客服消息): answers `success` at once, and sends the reply by the API when it is
 * ready. This needs an account with the right to such messages. A missing right is found out once,
 * and remembered.
 */
import { ApiError } from '../api/error.ts'
import { waitFor } from '../clock.ts'
import { toPieces } from '../reply/cut.ts'
import { MAX_TEXT_BYTES } from '../reply/limits.ts'
import type { Reply } from '../reply/types.ts'
import { valueKeys } from '../store/keys.ts'
import type { Turn } from '../turn/turn.ts'
import { promiseOrAnswer } from './early.ts'
import type { LateParts, Mailbox, Strategy } from './types.ts'

const NAME = 'customer-service'
const SUCCESS: Reply = { type: 'none' }

/** The fence of the owner that is sending. After sending, the Store has `true` in its place. */
interface SendingMark {
  readonly by: number
}

/** A text as messages. */
interface Messages {
  readonly pieces: readonly string[]
  /** Stands at the end of the last message. */
  readonly line: string
  /** The end of the text, for which the user may be sent no message. */
  readonly rest: string
}

/** WeChat's number for an account without the right to an API. */
const NO_RIGHT = 48001
/** The account may be verified later, so a missing right is remembered for a day. */
const NO_RIGHT_MS = 24 * 60 * 60_000
/** Far longer than the last attempt at a message can take to come. */
const SENT_MS = 10 * 60_000

/** After this time the first part of a growing reply has reached the user. */
const APART_MS = 1000
/** Messages to a user whose allowance is not counted: one less than WeChat allows. */
const MOST_MESSAGES = 4

/** @param mailbox keeps replies that could not be sent. */
export function createCustomerService(parts: LateParts, mailbox: Mailbox | undefined): Strategy {
  const { account, clock, store, log, backlog, growing, growth } = parts
  const rightKey = valueKeys.noRight(account.scope)
  const isAble = async () => parts.hasApi && (await store.values.get(rightKey)) === undefined

  /** Sends the reply once per turn, however many attempts and instances have promised it. */
  const deliver = async (turn: Turn, reply: Reply): Promise<void> => {
    if (reply.type === 'none' || turn.isLost || !(await isFirst(turn))) return
    if (turn.written !== undefined && reply.type === 'text') await sendText(turn, reply.content)
    else await sendOr(turn, reply, () => mailbox?.keep(turn, reply))
    await noteSent(turn)
  }

  const sendOr = async (turn: Turn, reply: Reply, instead: () => Promise<void> | undefined) => {
    try {
      await parts.api().send(turn.message.FromUserName, reply)
      log.info({ key: turn.key, reply: reply.type }, 'late reply sent')
      return true
    } catch (err) {
      const hasNoRight = err instanceof ApiError && err.errcode === NO_RIGHT
      if (hasNoRight) await store.values.set(rightKey, true, NO_RIGHT_MS).catch(() => {})
      const next = mailbox === undefined ? 'dropped' : 'kept in the mailbox'
      log.error({ err, key: turn.key, plugin: turn.answeredBy }, `late reply not sent, ${next}`)
      await instead()
      return false
    }
  }

  /**
   * Sends as few messages as possible, and at least one less than the user may get. The rest waits
   * in the mailbox.
   */
  const sendText = async (turn: Turn, content: string): Promise<void> => {
    const left = await parts.allowance?.left(turn.message.FromUserName)
    const most = Math.max(1, left === undefined ? MOST_MESSAGES : left - 1)
    const pieces = toPieces(content, MAX_TEXT_BYTES)
    if (pieces.length <= most) return sendAll(turn, { pieces, line: '', rest: '' })
    const line = mailbox?.more ?? '…'
    const shorter = toPieces(content, MAX_TEXT_BYTES - Buffer.byteLength(line))
    await sendAll(turn, {
      pieces: shorter.slice(0, most),
      line,
      rest: shorter.slice(most).join(''),
    })
  }

  /**
   * Sends the pieces in order. If one fails, the mailbox keeps it with all that follows, in one call: a second call would
   * replace the first.
   */
  const sendAll = async (turn: Turn, { pieces, line, rest }: Messages): Promise<void> => {
    const unsent = [...pieces]
    for (const piece of pieces) {
      const content = unsent.length === 1 ? piece + line : piece
      const instead = () => mailbox?.keepRest(turn, unsent.join('') + rest)
      if (!(await sendOr(turn, { type: 'text', content }, instead))) return
      growth?.wentOut(turn.key, NAME, piece)
      unsent.shift()
    }
    if (rest === '') return
    if (mailbox !== undefined) return mailbox.keepRest(turn, rest)
    const characters = rest.length
    log.warn({ key: turn.key, characters }, 'rest of a late reply dropped: no message is left')
  }

  /**
   * Marks that this owner is sending. False if the reply was sent, or if a later owner sends it. An
   * owner that vanished while it was sending may have sent the reply, but the next owner sends it
   * again. While the Store is away, a reply may be sent twice: this is better than not at all.
   */
  const isFirst = async (turn: Turn): Promise<boolean> => {
    const key = valueKeys.sent(account.scope, turn.key)
    const by = turn.fence ?? 0
    try {
      for (;;) {
        const entry = await store.values.entry(key)
        const mark = entry?.value as SendingMark | true | undefined
        if (mark === true) return false
        if (mark !== undefined && mark.by >= by) {
          // The promise is the later owner's now.
          if (mark.by > by && by > 0) turn.lose(turn.fence, log)
          return false
        }
        if (await store.values.replace(key, { by }, entry?.version, SENT_MS)) return true
      }
    } catch {
      return true
    }
  }

  const noteSent = async (turn: Turn): Promise<void> => {
    await store.values.set(valueKeys.sent(account.scope, turn.key), true, SENT_MS).catch(() => {})
  }

  const begin = (turn: Turn): void => {
    turn.instead = SUCCESS
    if (turn.delivery !== undefined) return
    const delivery = turn.reply.then((reply) => deliver(turn, reply))
    turn.deliversBy(delivery)
    backlog.add(delivery)
  }

  return {
    name: NAME,
    continuation: {
      line: '',
      isAble,
      deliver: async (turn, reply) => {
        await reply.text.over
        const waitMs = (reply.firstAt ?? 0) + APART_MS - clock.monotonic()
        if (waitMs > 0) await waitFor(clock, waitMs)
        if (turn.isLost || !(await isFirst(turn))) return
        await sendText(turn, await growing.rest(reply))
        await noteSent(turn)
      },
    },
    answer: async (attempt) => {
      if (!(await isAble())) return undefined
      const early = await promiseOrAnswer(attempt, NAME, parts)
      if (early !== undefined) return early.response
      begin(attempt.turn)
      return SUCCESS
    },
    resume: async (turn) => begin(turn),
  }
}
