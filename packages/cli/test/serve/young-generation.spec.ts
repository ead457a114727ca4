import { createManualClock } from '@wechatbot/simulator'
import { expect } from 'chai'
import { giveBackInQuiet } from '#src/serve/young-generation.js'

const MIB = 1024 * 1024

describe('a process that gives memory back', () => {
  let clock: ReturnType<typeof createManualClock>
  let busy: number
  let bytes: number
  let collections: number
  let stop: () => void

  beforeEach(() => {
    clock = createManualClock()
    busy = 0
    bytes = 32 * MIB
    collections = 0
    const collect = () => {
      collections += 1
    }
    stop = giveBackInQuiet(clock, { bytes: () => bytes, collect }, () => busy)
  })
  afterEach(() => stop())

  it('collects every 6 s, until V8 has made the young generation smaller', async () => {
    await clock.advance(5999)
    expect(collections).to.equal(0)
    await clock.advance(6001)
    expect(collections).to.equal(2)
    bytes = MIB
    await clock.advance(60_000)
    expect(collections).to.equal(2)
  })

  it('leaves a busy process alone', async () => {
    busy = 0.06
    await clock.advance(60_000)
    expect(collections).to.equal(0)
    busy = 0.04
    await clock.advance(6000)
    expect(collections).to.equal(1)
  })

  it('ends when it is told to', async () => {
    stop()
    await clock.advance(60_000)
    expect(collections).to.equal(0)
  })
})
