/** R41: a thousand jobs due at one moment over four instances, of which one is killed, while pushes come in. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { hasRedis, startRedis } from '#redis-server'
import { INSTANCES, startOver } from './fleet.js'
import { type Fault, percentile, type Row } from './row.js'
import { pause, type Sent, send, sumOf } from './sender.js'

const JOBS = 1000
/** Enough to write them down on a busy machine. */
const DUE_MS = 4000
/** A lease, and the 10 s after it. */
const BACK_MS = 15_000
const PATIENCE_MS = 60_000
/** So many of the jobs of an instance are running at one moment. */
const MOST_AT_ONCE = 10
const QUICK_MS = 100

async function due(
  name: string,
  store: { readonly url: string; readonly close: () => Promise<void> },
  isKilled: boolean,
): Promise<Row> {
  const fleet = await startOver(store, { jobs: true })
  const [first] = fleet.bots
  const url = first?.url() ?? ''
  // The store of a young process may not be connected yet.
  while (!(await send(url, `later ${JOBS} ${DUE_MS}`)).body.includes('done')) await pause(200)
  const runsOf = () => [...fleet.runs()].filter(([id]) => id.startsWith('job '))
  while (runsOf().length === 0) await pause(10)
  const startedAt = performance.now()
  const pushes: Promise<Sent>[] = []
  let hasKilled = false
  for (let ran = 0; ran < JOBS && performance.now() - startedAt < PATIENCE_MS; ) {
    for (let i = 0; i < 10; i += 1) {
      pushes.push(send(url, 'hello'))
      await pause(10)
    }
    // Read seldom: this process is measured, too.
    ran = runsOf().length
    if (isKilled && !hasKilled) {
      fleet.bots[INSTANCES - 1]?.signal('SIGKILL')
      hasKilled = true
    }
  }
  const seconds = (performance.now() - startedAt) / 1000
  const sent = await Promise.all(pushes)
  // What the killed one was running is run again by now.
  await pause(isKilled ? BACK_MS : 1000)
  const runs = runsOf()
  await fleet.stop()
  const sum = sumOf(sent, ({ body }) => body.includes('hello'))
  const ranTwice = runs.filter(([, count]) => count > 1).length
  const p99 = percentile(
    sent.map(({ ms }) => ms),
    0.99,
  )
  const lost = JOBS - runs.length
  const mostTwice = isKilled ? MOST_AT_ONCE : 0
  return {
    fault: 'R41',
    what: `${JOBS} jobs due at once${isKilled ? ', an instance killed' : ''}, over ${name}`,
    ...sum,
    times: sent.map(({ ms }) => ms),
    lost,
    ranTwice,
    target: `0 lost, ${mostTwice} twice at most, p99 of pushes below ${QUICK_MS} ms`,
    found: `all run ${seconds.toFixed(1)} s after the first`,
    isMet: lost === 0 && ranTwice <= mostTwice && p99 < QUICK_MS && sum.errors === 0,
  }
}

export const FLEET_JOBS: readonly Fault[] = [
  {
    id: 'R41',
    run: async ({ progress }) => {
      const folder = mkdtempSync(join(tmpdir(), 'wechatbot-faults-jobs-'))
      const rows: Row[] = []
      try {
        for (const isKilled of [false, true]) {
          progress(`R41: jobs in SQLite${isKilled ? ', an instance killed' : ''}`)
          const url = `sqlite:${join(folder, isKilled ? 'killed.db' : 'wechatbot.db')}`
          rows.push(await due('SQLite', { url, close: async () => {} }, isKilled))
        }
      } finally {
        rmSync(folder, { recursive: true, force: true })
      }
      if (!hasRedis()) {
        progress('R41 over Redis left out: no redis-server (apt install redis-server)')
        return rows
      }
      for (const isKilled of [false, true]) {
        progress(`R41: jobs in Redis${isKilled ? ', an instance killed' : ''}`)
        rows.push(await due('Redis', await startRedis(), isKilled))
      }
      return rows
    },
  },
]
