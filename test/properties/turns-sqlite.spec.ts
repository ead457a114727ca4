/** The model of turns over a file: every question goes to another of two instances. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createManualClock } from '@wechatbot/simulator'
import { createSqliteStore } from '@wechatbot/sqlite'
import { runs, TIMEOUT_MS } from './fuzz.js'
import { inTurn } from './in-turn.js'
import { turnsProperty } from './turns.js'

describe('properties of turns over SQLite', function () {
  this.timeout(TIMEOUT_MS)
  const folder = mkdtempSync(join(tmpdir(), 'wechatbot-turns-'))
  let files = 0

  after(() => rmSync(folder, { recursive: true }))

  const create = () => {
    files += 1
    const file = join(folder, `${files}.db`)
    const clock = createManualClock()
    const instances = [1, 2].map(() => createSqliteStore({ file, clock }))
    return { store: inTurn(instances), now: clock.monotonic, pass: clock.advance }
  }
  // A waiter asks every 150 ms.
  const TIMES = { leaseMs: 400, patienceMs: 160 }

  it('have one owner at a time, whichever instance is asked', async () => {
    await turnsProperty({ create, ...TIMES, ttlMs: 600_000 }, runs(60))
  })

  it('have one owner at a time also when they are forgotten', async () => {
    await turnsProperty({ create, ...TIMES, ttlMs: 1000 }, runs(60))
  })
})
