/** When bots that have ended by themselves are started again. */
import { expect } from 'chai'
import { FAILED, Supervised } from './supervised.js'

describe('the supervisor of wechatbot dev when the bots crash', () => {
  let dev: Supervised

  beforeEach(() => {
    dev = new Supervised()
  })

  const portNow = () => dev.portNow()
  /** Milliseconds from the crash to the next start. */
  const crash = async () => {
    dev.newest().exits(1)
    const ms = dev.clock.untilNext() as number
    const before = dev.children.length
    await dev.clock.advance(ms - 1)
    expect(dev.children).to.have.length(before)
    await dev.clock.advance(1)
    expect(dev.children).to.have.length(before + 1)
    return ms
  }

  it('starts them again, later each time, up to half a minute', async () => {
    dev.start('start', 1)
    const waits: number[] = []
    for (let i = 0; i < 8; i += 1) {
      waits.push(await crash())
      dev.newest().isReadyAt(1)
    }
    expect(waits).to.deep.equal([500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000])
    expect(dev.states[2]).to.deep.equal({ ...FAILED, message: 'the process ended with 1' })
    expect(dev.states[3]).to.deep.equal({ type: 'starting', because: 'they ended' })
  })

  it('counts anew after they have run for more than half a minute', async () => {
    dev.start('start', 1)
    await crash()
    dev.newest().isReadyAt(1)
    await dev.clock.advance(30_000)
    expect(await crash()).to.equal(1000)
    dev.newest().isReadyAt(1)
    await dev.clock.advance(30_001)
    expect(await crash()).to.equal(500)
  })

  it('starts them at once when a file changes meanwhile, and then not again', async () => {
    dev.start('start', 1).exits(1)
    dev.start('word.ts', 2)
    await dev.clock.advance(60_000)
    expect(dev.children).to.have.length(2)
    expect(await portNow()).to.equal(2)
  })

  it('leaves it to a start that is on its way', async () => {
    const before = dev.start('start', 1)
    const after = dev.start('word.ts')
    before.exits(1)
    await dev.clock.advance(5000)
    expect(dev.children).to.have.length(2)
    after.isReadyAt(2)
    expect(await portNow()).to.equal(2)
  })

  it('says that nothing runs when that start does not load either', () => {
    const before = dev.start('start', 1)
    const after = dev.start('word.ts')
    before.exits(1)
    after.exits(1)
    expect(dev.states.slice(-2)).to.containSubset([FAILED, FAILED])
  })
})
