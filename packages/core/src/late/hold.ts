/**
 * hold: leaves this attempt open, so that WeChat asks again and the retry joins the turn. With
 * three attempts in all, a reply has about fourteen seconds. WeChat counts every attempt that it
 * closes itself for its alarm (接口报警: 30 in five minutes by default), so there is a budget.
 */
import { setMaxListeners } from 'node:events'
import { within } from '../clock.ts'
import { ATTEMPTS, HANG_UP_MS, PATIENCE_MS } from '../protocol.ts'
import { Expiring } from '../store/expiring.ts'
import { valueKeys } from '../store/keys.ts'
import { mayBeLast } from '../turn/attempt.ts'
import type { LateParts, Strategy } from './types.ts'

/**
 * The time that holding gains: WeChat asks again at once after it closes. The last attempt must be
 * answered.
 */
export const HELD_MS = (ATTEMPTS - 1) * PATIENCE_MS
/** The time-outs that an account may cause in {@link WINDOW_MS}: two thirds of WeChat's alarm. */
const TIMEOUTS = 20
/** The share of one user: two messages, held twice each. One follower must not spend the whole budget. */
const SHARE = 4
const WINDOW_MS = 5 * 60_000
/** An empty budget is not asked again for this time. */
const EMPTY_MS = 1000

type HoldParts = Pick<LateParts, 'account' | 'clock' | 'log' | 'store' | 'draining'>

/** The budget is in the Store: it belongs to the account, over all instances. */
export function createHold({ account, clock, log, store, draining }: HoldParts): Strategy {
  // Each held attempt adds a listener to the signal.
  setMaxListeners(0, draining)
  const { scope } = account
  let next = 0
  let emptyUntil = Number.NEGATIVE_INFINITY
  /** Users whose share is spent, until the Store is asked for it again. */
  const spent = new Expiring<true>(() => clock.monotonic())

  /** A place stays taken for five minutes, so no five minutes have more time-outs than places. */
  const takeOne = async (keys: readonly string[]): Promise<number> => {
    for (const [i, key] of keys.entries()) {
      if (await store.values.setIfAbsent(key, true, WINDOW_MS)) return i
    }
    return -1
  }

  const takePlace = async (openid: string): Promise<boolean> => {
    if (clock.monotonic() < emptyUntil || spent.get(openid)) return false
    const shares = range(SHARE).map((place) => valueKeys.alarmShare(scope, openid, place))
    const share = await takeOne(shares)
    if (share === -1) {
      spent.set(openid, true, EMPTY_MS)
      log.debug({ share: SHARE, windowMs: WINDOW_MS }, 'share of the alarm budget spent')
      return false
    }
    const first = next
    const places = range(TIMEOUTS).map((i) => (first + i) % TIMEOUTS)
    const place = await takeOne(places.map((it) => valueKeys.alarmPlace(scope, it)))
    if (place !== -1) {
      next = (places[place] as number) + 1
      return true
    }
    await store.values.delete(shares[share] as string)
    emptyUntil = clock.monotonic() + EMPTY_MS
    log.warn({ timeouts: TIMEOUTS, windowMs: WINDOW_MS }, 'alarm budget spent, holding no more')
    return false
  }

  return {
    name: 'hold',
    answer: async (attempt) => {
      const { turn, push } = attempt
      // Another way sends the reply, so this attempt must not bring it, too.
      if (turn.instead !== undefined || mayBeLast(attempt) || draining.aborted) return undefined
      if (!(await takePlace(turn.message.FromUserName))) return undefined
      const leftMs = push.receivedAt.monotonic + HANG_UP_MS - clock.monotonic()
      // WeChat hangs up at 5 s, and a proxy may keep the connection until 6 s: a reply in that time still arrives.
      const inTime = await within(clock, leftMs, turn.reply, draining)
      // Another attempt's strategy may send the reply meanwhile.
      if (inTime !== undefined) return turn.instead ?? inTime.value
      return draining.aborted ? undefined : 'unanswered'
    },
  }
}

function range(count: number): readonly number[] {
  return Array.from({ length: count }, (_, i) => i)
}
