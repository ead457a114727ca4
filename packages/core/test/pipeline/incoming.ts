/** A request of WeChat, signed, as the first stage gets it. */
import type { Incoming } from '#src/turn/push.js'
import { signedQuery, T0, textXml } from '../fixtures.ts'

/** A push of a text, whose body is read up to a limit that `reads` gets. */
export function incomingOf(reads: number[], more: Partial<Incoming> = {}): Incoming {
  return {
    method: 'POST',
    query: signedQuery(),
    headers: {},
    remoteAddress: () => '127.0.0.1',
    receivedAt: { now: T0, monotonic: 5000 },
    body: async (limit) => {
      reads.push(limit)
      return Buffer.from(textXml())
    },
    ...more,
  }
}
