/** Who may keep the thread of regular expressions busy, and how often: it is shared by all. */
import type { Clock } from '@wechatbot/core'

export const MINUTE_MS = 60_000
/**
 * In a minute, by texts of different senders. With the start of another thread one of them takes
 * the thread for less than 100 ms, so that all strikes of an expression take half a second of it.
 */
export const MAX_STRIKES = 5

/** @template Owner what a strike counts against besides its sender, by identity. */
export interface Strikes<Owner> {
  /**
   * Whether a text is not looked at: its sender had a strike in the last minute, from whatever
   * expression, or this one had {@link MAX_STRIKES}.
   */
  readonly isOut: (owner: Owner, sender: string) => boolean
  /** Returns whether the owner is out, too. */
  readonly strike: (owner: Owner, sender: string) => boolean
}

export function createStrikes<Owner>(clock: Clock): Strikes<Owner> {
  let strikes: readonly { readonly owner: Owner; readonly sender: string; readonly at: number }[] =
    []
  const recent = () => {
    const since = clock.monotonic() - MINUTE_MS
    strikes = strikes.filter(({ at }) => at > since)
    return strikes
  }
  const isFull = (owner: Owner) =>
    recent().filter((each) => each.owner === owner).length >= MAX_STRIKES
  return {
    isOut: (owner, sender) => recent().some((each) => each.sender === sender) || isFull(owner),
    strike: (owner, sender) => {
      strikes = [...recent(), { owner, sender, at: clock.monotonic() }]
      return isFull(owner)
    },
  }
}
