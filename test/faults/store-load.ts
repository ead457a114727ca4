/** A million turns through the memory store; prints what they cost. Run with --expose-gc. */
import { createMemoryStore } from '@wechatbot/core'
import { digestOfToken } from '#core/crypto/digest.js'
import { signatureRecord, turnRecord } from '#core/store/keys.js'
import { percentile } from './row.js'

const IDS = 1_000_000
/** At the cap since the first 100,000. */
const TIMED_FROM = 900_000
const BATCH = 1000
const REPLY = { type: 'text', content: 'x' } as const
const group = digestOfToken('a token of this load')
const store = createMemoryStore()
/** With the buffers outside of the heap, where the store keeps what has ended. */
const usedMb = () => {
  globalThis.gc?.()
  const { heapUsed, external } = process.memoryUsage()
  return (heapUsed + external) / 1024 / 1024
}
const before = usedMb()
/** Of an operation, a batch each: the middle one tells of the store, others of what else the machine does. */
const batches: number[] = []
let spentMs = 0
for (let i = 0; i < IDS; i += 1) {
  // Joined, as the pipeline does it: what `+` or `padStart` makes is kept in pieces, three times as large.
  const message = ['gh_0123456789ab', `oFaults${i}`, String(23_000_000_000_000_000n + BigInt(i))]
  const signature = signatureRecord(group, ['0'.repeat(32), String(10_000_000 + i)].join(''))
  // Each call brings a text of its own.
  const [claimed, finished] = [
    turnRecord(group, message.join('|')),
    turnRecord(group, message.join('|')),
  ]
  const startedAt = performance.now()
  const claim = await store.turns.claim(claimed, { leaseMs: 3000, ttlMs: 630_000, signature })
  if (claim.state === 'run') await store.turns.finish(finished, claim.fence, REPLY, 60_000)
  spentMs += performance.now() - startedAt
  if ((i + 1) % BATCH > 0) continue
  // Two operations each.
  if (i >= TIMED_FROM) batches.push((spentMs * 1000) / (2 * BATCH))
  spentMs = 0
}
const growthMb = usedMb() - before
// It must still be there when the memory is measured.
await store.close()
process.stdout.write(JSON.stringify({ growthMb, microseconds: percentile(batches, 0.5) }))
