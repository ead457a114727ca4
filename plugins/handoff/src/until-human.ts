/** Drops or ends an answer when a human takes the user while it is made or written. */
import type { ReplyInput, TextSource } from '@wechatbot/core'

/** The time between two looks. Each reads the Store. */
const LOOK_MS = 1000

/** Says whether a human has come, by a look a second at most. The caller takes the first look itself, at once. */
export function createLookout(
  look: () => Promise<boolean>,
  monotonic: () => number,
): () => Promise<boolean> {
  let lookedAt = monotonic()
  return async () => {
    if (monotonic() - lookedAt < LOOK_MS) return false
    lookedAt = monotonic()
    return look()
  }
}

/** The reply. A reply that grows as a text stops when `hasCome`. */
export function untilHuman(reply: ReplyInput, hasCome: () => Promise<boolean>): ReplyInput {
  const source = sourceOf(reply)
  if (source === undefined) return reply
  async function* pieces() {
    for await (const piece of source as AsyncIterable<string>) {
      if (await hasCome()) return
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
