import { createManualClock, type ManualClock } from '@wechatbot/simulator'
import { expect } from 'chai'
import { Connection } from '#src/connection.js'
import { FileTime, machineOf } from '#src/file-time.js'
import { createSqliteStore } from '#src/index.js'
import { migrate } from '#src/schema.js'
import { Folder } from './folder.ts'

const HOUR_MS = 3_600_000

describe('the time of a file', () => {
  let folder: Folder
  let db: Connection
  let clock: ManualClock

  beforeEach(() => {
    folder = new Folder()
    clock = createManualClock(1_700_000_000_000)
    db = new Connection(folder.newFile())
    db.transaction(() => migrate(db))
  })
  afterEach(() => {
    db.close()
    folder.remove()
  })

  const boot = (name: string, upMs: number) => ({ boot: name, monotonic: () => upMs })
  const timeOf = (machine: { boot: string; monotonic: () => number }) =>
    new FileTime(db, clock, machine)

  it('begins at the wall clock, and goes on by the monotonic one', async () => {
    let up = 5000
    const time = timeOf({ boot: 'one', monotonic: () => up })
    expect(time.now()).to.equal(1_700_000_000_000)
    clock.jump(6 * HOUR_MS)
    expect(time.now()).to.equal(1_700_000_000_000)
    up += 1500
    expect(time.now()).to.equal(1_700_000_001_500)
  })

  it('is the same for every process of a boot, whatever the wall clock has become', () => {
    const first = timeOf(boot('one', 5000))
    clock.jump(-6 * HOUR_MS)
    expect(timeOf(boot('one', 7000)).now()).to.equal(first.now() + 2000)
  })

  it('goes on at the wall clock after the next boot, and never back', () => {
    timeOf(boot('one', 5_000_000))
    clock.jump(HOUR_MS)
    expect(timeOf(boot('two', 1000)).now()).to.equal(1_700_000_000_000 + HOUR_MS)
    // As of a machine without a battery, until NTP has told it.
    clock.jump(-10_000 * HOUR_MS)
    expect(timeOf(boot('three', 1000)).now()).to.equal(1_700_000_000_000 + HOUR_MS)
  })

  it('finds out the next boot where none has a name', () => {
    timeOf(boot('', 5_000_000))
    clock.jump(HOUR_MS)
    expect(timeOf(boot('', 1000)).now()).to.equal(1_700_000_000_000 + HOUR_MS)
  })

  it('is written down by and by, for the next boot', () => {
    let up = 5000
    const time = timeOf({ boot: 'one', monotonic: () => up })
    up += HOUR_MS
    time.note()
    clock.jump(-HOUR_MS)
    expect(timeOf(boot('two', 0)).now()).to.equal(1_700_000_000_000 + HOUR_MS)
  })

  it('counts the machine’s, which all processes have in common', () => {
    const { monotonic } = machineOf({ ...clock })
    expect(monotonic()).to.equal(clock.monotonic())
  })

  it('moves no lease when somebody sets the clock, and none over a restart', async () => {
    const file = folder.newFile()
    const lease = { leaseMs: 3000, ttlMs: 60_000 }
    const store = createSqliteStore({ file, clock })
    await store.turns.claim('g|1', lease)
    clock.jump(6 * HOUR_MS)
    expect((await store.turns.claim('g|1', lease)).state).to.equal('wait')
    await store.close()
    clock.jump(-12 * HOUR_MS)
    const again = createSqliteStore({ file, clock })
    expect((await again.turns.claim('g|1', lease)).state).to.equal('wait')
    await clock.advance(3001)
    expect((await again.turns.claim('g|1', lease)).state).to.equal('run')
    await again.close()
  })
})
