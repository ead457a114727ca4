/** What specs without a clock of their own wait with. */
import { createManualClock } from '@wechatbot/simulator'

/** Older than what a spec sets off: a clock waits for what has begun since it was made. */
const clock = createManualClock()

/** Lets everything run that is under way, requests over a socket, too, and passes no time. */
export function settled(): Promise<void> {
  return clock.advance(0)
}
