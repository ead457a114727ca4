/** Ends an answer that is still being written when a human takes the user. */
import type { ReplyInput, TextSource } from '@wechatbot/core'

/** The time between two checks. */
const LOOK_MS = 1000

/** The reply. A reply that grows as a text stops when `hasHuman`. */
export function untilHuman(
  reply: ReplyInput,
  hasHuman: () => Promise<boolean>,
  monotonic: () => number,
): ReplyInput {
  const source = sourceOf(reply)
  if (source === undefined) return reply
  async function* pieces() {
    let lookedAt = monotonic()
    for await (const piece of source as AsyncIterable<string>) {
      if (monotonic() - lookedAt >= LOOK_MS) {
        lookedAt = monotonic()
        if (await hasHuman()) return
      }
      yield piece
    }
  }
  return { type: 'stream', source: pieces() }
}

function sourceOf(reply: ReplyInput): TextSource | undefined {
  if (typeof reply === 'string') return undefined
  if (!('type' in reply)) return reply
  return reply.type === 'stream' ? reply.source : undefined
}
