/** Waits for a turn of another process if the Store cannot wake this one. */
import { type Clock, systemClock } from '../clock.ts'
import type { Ended } from './types.ts'

/** It polls often at first, because most handlers are quick. */
const POLL_MS = { first: 20, most: 150 }

/**
 * Calls `look` again and again until it returns an answer.
 * @throws the reason of `signal` once it has aborted, and errors of `look`.
 */
export async function pollForEnd(
  look: () => Promise<Ended | undefined>,
  signal: AbortSignal,
  clock: Clock = systemClock,
): Promise<Ended> {
  for (let pollMs = POLL_MS.first; ; pollMs = Math.min(pollMs * 2, POLL_MS.most)) {
    signal.throwIfAborted()
    const ended = await look()
    if (ended !== undefined) return ended
    await sleep(clock, pollMs, signal)
  }
}

function sleep(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const wake = () => {
      clock.clearTimeout(timer)
      signal.removeEventListener('abort', wake)
      resolve()
    }
    const timer = clock.setTimeout(wake, ms)
    signal.addEventListener('abort', wake)
  })
}
