/** Large replies through the memory store; prints what they take. Run with --expose-gc. */
import { createMemoryStore, type Reply } from '@wechatbot/core'
import { createManualClock } from '@wechatbot/simulator'

const clock = createManualClock()
const store = createMemoryStore({ clock })
/** What the process has of the system: V8 counts a buffer whole, also where nobody has written into its pages. */
const usedMb = () => {
  globalThis.gc?.()
  return process.memoryUsage.rss() / 1024 / 1024
}
const before = usedMb()
let mostMb = 0
let messages = 0

/** Each text is its own, as a handler's is. */
const replyOf = (bytes: number): Reply => ({
  type: 'text',
  content: String(messages).padEnd(bytes, 'a'),
})

async function run(count: number, bytes: number): Promise<void> {
  for (let i = 0; i < count; i += 1) {
    messages += 1
    const claim = await store.turns.claim(`wx1|oA|${messages}`, { leaseMs: 3000, ttlMs: 630_000 })
    if (claim.state === 'run')
      await store.turns.finish(`wx1|oA|${messages}`, claim.fence, replyOf(bytes), 60_000)
    if (messages % 100 === 0) await clock.advance(100)
    if (messages % 2000 === 0) mostMb = Math.max(mostMb, usedMb() - before)
  }
}

await run(40_000, 8000)
await run(2000, 1024 * 1024)
await clock.advance(60_000)
await store.turns.claim('wx1|oA|last', { leaseMs: 3000, ttlMs: 630_000 })
const leftMb = usedMb() - before
await store.close()
process.stdout.write(JSON.stringify({ messages, mostMb, leftMb }))
