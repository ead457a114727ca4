/**
 * How many customer-service messages a user may still get. The count is read before a message is
 * sent, so that none is wasted. WeChat's answers correct it.
 */
import type { Clock } from '../clock.ts'
import { isEvent } from '../message/filter.ts'
import type { Message } from '../message/types.ts'
import { reachableSet, valueKeys } from '../store/keys.ts'
import type { BasicValues, Sets } from '../store/types.ts'
import { ApiError } from './error.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS

interface Rule {
  readonly messages: number
  readonly windowMs: number
}

/**
 * Source: developers.weixin.qq.com, Service_Center_messages (客服接口-发消息), the rules in force since
 * 2023-06, as read in 2026-11. A user's message opens the long window. A user's action opens a short one.
 */
const MESSAGE: Rule = { messages: 5, windowMs: 48 * HOUR_MS }
const ACTION: Rule = { messages: 3, windowMs: MINUTE_MS }
const ACTIONS: readonly string[] = [
  'event:CLICK',
  'event:scancode_push',
  'event:scancode_waitmsg',
  'event:subscribe',
  'event:SCAN',
]

/** A tapped answer of a msgmenu comes as a text, and counts as a click of the menu. */
function isAction(message: Message): boolean {
  if (message.kind === 'text') return message.bizmsgmenuid !== undefined
  return ACTIONS.includes(message.kind)
}

/** The messages that one window of one user still allows. */
interface Grant {
  readonly left: number
  /** Milliseconds since 1970. */
  readonly until: number
  /** The errcode of WeChat's refusal. */
  readonly errcode?: number
}

export interface Allowance {
  /** Notes a user's message: the user may get more messages now, or none after an unsubscribe. */
  readonly note: (message: Message) => Promise<void>
  /**
   * Takes one message from the user's allowance. Resolves to a function that gives it back if
   * nothing was sent. If this process knows no count, WeChat decides: after a restart without a
   * kept store, and while the Store is away.
   * @throws ApiError with errcode 45047 or 45015, like WeChat's, without a call.
   */
  readonly take: (openid: string, endpoint: string) => Promise<() => Promise<void>>
  /** The error with which `take` would reject; undefined if a message may be sent. */
  readonly refusal: (openid: string, endpoint: string) => Promise<ApiError | undefined>
  /** How many messages the user may still be sent; undefined where only WeChat knows. */
  readonly left: (openid: string) => Promise<number | undefined>
  /** Notes that WeChat refused with 45015 or 45047. The user gets nothing until they write again. */
  readonly correct: (openid: string, errcode: number) => Promise<void>
}

export function createAllowance(parts: {
  readonly clock: Clock
  readonly values: BasicValues
  /** The sets that list users who may get messages; undefined where the Store has no sets. */
  readonly sets?: Sets | undefined
  /** The beginning of the account's keys. */
  readonly scope: string
}): Allowance {
  const { clock, values, sets } = parts
  const set = reachableSet(parts.scope)
  const keyOf = (openid: string, window: 'message' | 'action') =>
    valueKeys.allowance(parts.scope, window, openid)
  const open = (key: string, { messages, windowMs }: Rule) => {
    return values.set(key, { left: messages, until: clock.now() + windowMs }, windowMs)
  }
  const grantOf = async (key: string): Promise<Grant | undefined> => {
    const grant = (await values.get(key)) as Grant | undefined
    return grant !== undefined && grant.until > clock.now() ? grant : undefined
  }
  /** The short window comes first, because its messages are used first. */
  const grantsOf = async (openid: string): Promise<readonly (Grant | undefined)[]> => {
    const keys = [keyOf(openid, 'action'), keyOf(openid, 'message')]
    return Promise.all(keys.map(grantOf)).catch(() => [])
  }
  const change = async (key: string, by: number) => {
    const grant = await grantOf(key).catch(() => undefined)
    if (grant === undefined) return
    const changed = { ...grant, left: Math.max(0, grant.left + by) }
    await quietly(values.set(key, changed, grant.until - clock.now()))
  }

  return {
    note: async (message) => {
      const openid = message.FromUserName
      if (isAction(message)) await open(keyOf(openid, 'action'), ACTION)
      else if (message.kind === 'event:unsubscribe') await sets?.remove(set, openid)
      else if (!isEvent(message)) {
        const listed = sets?.add(set, openid, MESSAGE.windowMs)
        await Promise.all([open(keyOf(openid, 'message'), MESSAGE), listed])
      }
    },

    take: async (openid, endpoint) => {
      const grants = await grantsOf(openid)
      for (const [i, window] of (['action', 'message'] as const).entries()) {
        if ((grants[i]?.left ?? 0) === 0) continue
        const key = keyOf(openid, window)
        await change(key, -1)
        return () => change(key, 1)
      }
      const refusal = refusalOf(grants, endpoint)
      if (refusal !== undefined) throw refusal
      return async () => {}
    },

    refusal: async (openid, endpoint) => refusalOf(await grantsOf(openid), endpoint),

    left: async (openid) => {
      const grants = await grantsOf(openid)
      const known = grants.flatMap((grant) => (grant === undefined ? [] : [grant.left]))
      return known.length === 0 ? undefined : known.reduce((sum, left) => sum + left, 0)
    },

    correct: async (openid, errcode) => {
      const until = clock.now() + MESSAGE.windowMs
      const none = { left: 0, until, errcode }
      await quietly(values.set(keyOf(openid, 'message'), none, MESSAGE.windowMs))
      await quietly(values.delete(keyOf(openid, 'action')))
    },
  }
}

/** The error that WeChat would send. If no window of 48 hours is known, only WeChat can tell. */
function refusalOf(grants: readonly (Grant | undefined)[], endpoint: string): ApiError | undefined {
  const [action, message] = grants
  if (message === undefined || message.left > 0 || (action?.left ?? 0) > 0) return undefined
  return new ApiError({
    endpoint,
    errcode: message.errcode ?? 45047,
    errmsg: 'not sent: no message is left for this user',
  })
}

/** While the Store is away, WeChat counts. */
async function quietly(work: Promise<void>): Promise<void> {
  await work.catch(() => {})
}
