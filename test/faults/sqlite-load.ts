/** Messages through the store over a file, ten milliseconds apart by their clock; prints what becomes of its size. */
import { statSync } from 'node:fs'
import { type Clock, systemClock } from '@wechatbot/core'
import { createSqliteStore } from '@wechatbot/sqlite'
import { inParallel, pause } from './sender.js'

const [file = '', count = ''] = process.argv.slice(2)
const MESSAGES = Number(count)
const EACH_MS = 10
const TTL_MS = (MESSAGES / 8) * EACH_MS

let elapsed = 0
/** Not the machine's: how long a message is remembered must not depend on how fast this is. */
const clock: Clock = { ...systemClock, monotonic: () => elapsed }
const open = () => createSqliteStore({ file, clock })
let store = open()

const message = async (i: number) => {
  elapsed += EACH_MS
  const key = ['token', 'gh_0123456789ab', `oFaults${i}`, String(23_000_000_000 + i)].join('|')
  const signature = `token|${String(i).padStart(40, '0')}`
  const claim = await store.turns.claim(key, { leaseMs: 3000, ttlMs: TTL_MS, signature })
  if (claim.state !== 'run' || claim.degraded !== undefined) {
    throw new Error(`expected run, got ${JSON.stringify(claim)}`)
  }
  const content = `你好，第 ${i} 条消息`
  await store.turns.finish(key, claim.fence, { type: 'text', content }, TTL_MS / 10)
}
const messages = (from: number, to: number) => inParallel(to - from, 64, (i) => message(from + i))
/** When all is in it. */
const size = async () => {
  await store.close()
  store = open()
  return statSync(file).size
}

const startedAt = performance.now()
await messages(0, Math.floor(MESSAGES / 3))
const third = await size()
await messages(Math.floor(MESSAGES / 3), MESSAGES)
const microseconds = ((performance.now() - startedAt) * 1000) / MESSAGES
const end = await size()
await pause(3000)
const idle = statSync(file).size
await store.close()
const wal = statSync(`${file}-wal`, { throwIfNoEntry: false })?.size ?? 0
process.stdout.write(JSON.stringify({ third, end, idle, wal, microseconds }))
