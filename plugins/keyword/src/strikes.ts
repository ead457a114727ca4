/**
 * Limits how often a sender or an expression may keep the thread of regular expressions busy, which all users
 * share.
 */
import type { Clock } from '@wechatbot/core'

export const MINUTE_MS = 60_000
/**
 * The most strikes of an expression in a minute, by texts of different senders. One strike takes the thread for
 * less than 100 ms, with the start of a new thread. So all strikes of an expression take half a second.
 */
export const MAX_STRIKES = 5
/**
 * The most time of the thread, in milliseconds, that texts of one sender may take in a minute when none of them is
 * late. Without this limit, twenty texts at a time that are each just in time would keep the thread busy for all
 * other users. Sensible expressions take microseconds.
 */
export const MAX_SPENT_MS = 250

/** @template Owner counts strikes together with the sender. Owners are compared by identity. */
export interface Strikes<Owner> {
  /**
   * Whether a text is not looked at. Its sender had a strike for any expression, or has spent {@link MAX_SPENT_MS},
   * or this expression had {@link MAX_STRIKES}. Each counts for one minute.
   */
  readonly isOut: (owner: Owner, sender: string) => boolean
  /** Counts a strike. Returns whether the owner is now out, too. */
  readonly strike: (owner: Owner, sender: string) => boolean
  /** Counts the time of a text that was not late. Returns whether its sender is now out. */
  readonly spend: (sender: string, ms: number) => boolean
}

/** The time of one sender in the minute that began at a certain moment. */
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
  /** The sender whose minute began first comes first. */
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
