/**
 * customer-service (客服消息): answer `success` at once, and send the reply by the API when it is
 * ready. For accounts that have the right to it; one that has not is found out once, and remembered.
 */
import { ApiError } from '../api/error.ts'
import type { Reply } from '../reply/types.ts'
import { valueKeys } from '../store/keys.ts'
import type { Turn } from '../turn/turn.ts'
import type { LateParts, Strategy } from './types.ts'

/** WeChat's number for an account without the right to an API. */
const NO_RIGHT = 48001
/** An account may be verified meanwhile. */
const NO_RIGHT_MS = 24 * 60 * 60_000
/** No attempt at a message comes later, by far. */
const SENT_MS = 10 * 60_000

/** @param fallBack keeps what could not be sent. */
export function createCustomerService(
  parts: LateParts,
  fallBack: ((turn: Turn, reply: Reply) => Promise<void>) | undefined,
): Strategy {
  const { account, store, log, backlog } = parts
  const rightKey = valueKeys.noRight(account.scope)

  /** Once per turn, however many attempts and instances have promised it. */
  const deliver = async (turn: Turn, reply: Reply): Promise<void> => {
    if (reply.type === 'none') return
    if (!(await isFirst(turn))) return
    try {
      await parts.api().send(turn.message.FromUserName, reply)
      log.info({ key: turn.key, reply: reply.type }, 'late reply sent')
    } catch (err) {
      const hasNoRight = err instanceof ApiError && err.errcode === NO_RIGHT
      if (hasNoRight) await store.values.set(rightKey, true, NO_RIGHT_MS).catch(() => {})
      const next = fallBack === undefined ? 'dropped' : 'kept in the mailbox'
      log.error({ err, key: turn.key, plugin: turn.answeredBy }, `late reply not sent, ${next}`)
      await fallBack?.(turn, reply)
    }
  }

  /** Where the Store is away it is better sent twice than not at all. */
  const isFirst = async (turn: Turn): Promise<boolean> => {
    try {
      return await store.values.setIfAbsent(valueKeys.sent(account.scope, turn.key), true, SENT_MS)
    } catch {
      return true
    }
  }

  return {
    name: 'customer-service',
    answer: async ({ turn }) => {
      if (!parts.hasApi || (await store.values.get(rightKey)) !== undefined) return undefined
      turn.isDeferred = true
      backlog.add(turn.reply.then((reply) => deliver(turn, reply)))
      return { type: 'none' }
    },
  }
}
