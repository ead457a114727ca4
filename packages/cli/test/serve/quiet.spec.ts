import { createManualClock } from '@wechatbot/simulator'
import { expect } from 'chai'
import { giveBackInQuiet } from '#src/serve/quiet.js'

const MIB = 1024 * 1024

describe('a process that gives memory back', () => {
  let clock: ReturnType<typeof createManualClock>
  let busy: number
  let young: number
  let used: number
  let done: string[]
  let stop: () => void

  beforeEach(() => {
    clock = createManualClock()
    busy = 0
    young = 32 * MIB
    used = 64 * MIB
    done = []
    const heap = {
      youngBytes: () => young,
      usedBytes: () => used,
      collectYoung: () => done.push('young'),
      compact: () => done.push('all'),
    }
    stop = giveBackInQuiet(clock, heap, () => busy)
  })
  afterEach(() => stop())

  it('collects every 6 s until V8 has made the young generation smaller, then compacts once', async () => {
    await clock.advance(5999)
    expect(done).to.deep.equal([])
    await clock.advance(6001)
    expect(done).to.deep.equal(['young', 'young'])
    young = 4 * MIB
    await clock.advance(6000)
    expect(done).to.deep.equal(['young', 'young', 'all'])
    await clock.advance(60_000)
    expect(done).to.have.length(3)
  })

  it('does so after each burst, but compacts once a minute at most', async () => {
    const burst = async () => {
      young = 16 * MIB
      await clock.advance(6000)
      young = MIB
    }
    await burst()
    await clock.advance(6000)
    expect(done).to.deep.equal(['young', 'all'])
    for (let i = 0; i < 3; i += 1) {
      done = []
      await burst()
      await clock.advance(48_000)
      expect(done).to.deep.equal(['young'])
      await clock.advance(6000)
      expect(done).to.deep.equal(['young', 'all'])
    }
  })

  it('compacts nothing where there was no burst', async () => {
    young = MIB
    await clock.advance(60_000)
    expect(done).to.deep.equal([])
  })

  it('leaves a large heap to V8', async () => {
    used = 64 * MIB + 1
    await clock.advance(6000)
    young = MIB
    await clock.advance(60_000)
    expect(done).to.deep.equal(['young'])
  })

  it('leaves a busy process alone', async () => {
    busy = 0.06
    await clock.advance(60_000)
    expect(done).to.deep.equal([])
    busy = 0.04
    await clock.advance(6000)
    expect(done).to.deep.equal(['young'])
    busy = 0.06
    young = MIB
    await clock.advance(60_000)
    expect(done).to.deep.equal(['young'])
  })

  it('ends when it is told to', async () => {
    stop()
    await clock.advance(60_000)
    expect(done).to.deep.equal([])
  })
})
