/** A million turns through the memory store; prints what they cost. Run with --expose-gc. */
import { createMemoryStore } from '@wechatbot/core'

const IDS = 1_000_000
const store = createMemoryStore()
const heap = () => {
  globalThis.gc?.()
  return process.memoryUsage().heapUsed / 1024 / 1024
}
const before = heap()
let microseconds = 0
for (let i = 0; i < IDS; i += 1) {
  // Joined, as the pipeline does it: what `+` makes is kept in pieces, three times as large.
  const key = ['gh_0123456789ab', `oFaults${i}`, String(23_000_000_000_000_000n + BigInt(i))].join(
    '|',
  )
  const signature = `${i}`.padStart(40, '0')
  const isLast = i >= IDS - 100_000
  const startedAt = isLast ? performance.now() : 0
  const claim = await store.turns.claim(key, { leaseMs: 3000, ttlMs: 630_000, signature })
  if (claim.state === 'run')
    await store.turns.finish(key, claim.fence, { type: 'text', content: 'x' }, 60_000)
  // Two operations each; at the cap since the first 100,000.
  if (isLast) microseconds += ((performance.now() - startedAt) * 1000) / 2
}
const growthMb = heap() - before
// It must still be there when the heap is measured.
await store.close()
process.stdout.write(JSON.stringify({ growthMb, microseconds: microseconds / 100_000 }))
