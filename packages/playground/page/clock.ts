/** The time of the bots, which may be ahead of this machine's. */

let ahead = 0

export function setAhead(ms: number): void {
  ahead = ms
}

export function botsNow(): number {
  return Date.now() + ahead
}
