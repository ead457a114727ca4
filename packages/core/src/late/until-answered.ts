/** Calls of the Store that must not be lost while it is away: they remove what others would go by. */
import { type Clock, within } from '../clock.ts'

const TRY_AGAIN_MS = 1000

/**
 * Calls the Store once a second, until it answers or `forMs` is over. A bot that is told to end calls it once. Never rejects.
 * @param call resolves to false if the Store has not answered.
 */
export async function untilAnswered(
  call: () => Promise<boolean>,
  forMs: number,
  { clock, draining }: { readonly clock: Clock; readonly draining: AbortSignal },
): Promise<void> {
  const endsAt = clock.monotonic() + forMs
  while (clock.monotonic() < endsAt) {
    if ((await call().catch(() => false)) || draining.aborted) return
    await within(clock, TRY_AGAIN_MS, new Promise<never>(() => {}), draining)
  }
}
