/** Who may keep the thread of regular expressions busy, and how often: it is shared by all. */
import type { Clock } from '@wechatbot/core'

export const MINUTE_MS = 60_000
/**
 * In a minute, by texts of different senders. With the start of another thread one of them takes
 * the thread for less than 100 ms, so that all strikes of an expression take half a second of it.
 */
export const MAX_STRIKES = 5
/**
 * What texts of one sender may take of the thread in a minute, though none of them is late: twenty of them at a
 * time, each just in time, would keep it busy for all others. Sensible expressions take microseconds.
 */
export const MAX_SPENT_MS = 250

/** @template Owner what a strike counts against besides its sender, by identity. */
export interface Strikes<Owner> {
  /**
   * Whether a text is not looked at: its sender had a strike in the last minute, from whatever
   * expression, or has spent {@link MAX_SPENT_MS} in this one; or this expression had {@link MAX_STRIKES}.
   */
  readonly isOut: (owner: Owner, sender: string) => boolean
  /** Returns whether the owner is out, too. */
  readonly strike: (owner: Owner, sender: string) => boolean
  /** Of a text that was not late. Returns whether its sender is out with it. */
  readonly spend: (sender: string, ms: number) => boolean
}

/** Of one sender, in the minute that began then. */
interface Spent {
  readonly since: number
  ms: number
}

export function createStrikes<Owner>(clock: Clock): Strikes<Owner> {
  let strikes: readonly { readonly owner: Owner; readonly sender: string; readonly at: number }[] =
    []
  const recent = () => {
    const since = clock.monotonic() - MINUTE_MS
    strikes = strikes.filter(({ at }) => at > since)
    return strikes
  }
  /** The oldest minute first. */
  const spent = new Map<string, Spent>()
  const spentBy = (sender: string): Spent | undefined => {
    const since = clock.monotonic() - MINUTE_MS
    for (const [each, minute] of spent) {
      if (minute.since > since) break
      spent.delete(each)
    }
    return spent.get(sender)
  }
  const hasSpent = (sender: string) => (spentBy(sender)?.ms ?? 0) >= MAX_SPENT_MS
  const isFull = (owner: Owner) =>
    recent().filter((each) => each.owner === owner).length >= MAX_STRIKES
  return {
    isOut: (owner, sender) =>
      hasSpent(sender) || recent().some((each) => each.sender === sender) || isFull(owner),
    spend: (sender, ms) => {
      const wasOut = hasSpent(sender)
      const minute = spentBy(sender) ?? { since: clock.monotonic(), ms: 0 }
      minute.ms += ms
      spent.set(sender, minute)
      return !wasOut && hasSpent(sender)
    },
    strike: (owner, sender) => {
      strikes = [...recent(), { owner, sender, at: clock.monotonic() }]
      return isFull(owner)
    },
  }
}
