import { expect } from 'chai'
import type { FakeChild } from './fake-child.js'
import { FAILED, Supervised } from './supervised.js'

describe('the supervisor of wechatbot dev when a file of data changes', () => {
  let dev: Supervised

  beforeEach(() => {
    dev = new Supervised()
  })

  const repair = () => dev.supervisor.repair('rules.csv')
  const starts = () =>
    dev.states.flatMap((state) => (state.type === 'starting' ? [state.because] : []))
  const fail = (child: FakeChild) => {
    child.says({ type: 'failed', message: 'rules.csv:2' })
    child.exits(1)
  }

  it('leaves bots that run alone, whatever failed before', async () => {
    repair()
    expect(dev.children).to.have.length(0)
    fail(dev.start('start'))
    dev.start('word.ts', 1)
    repair()
    await dev.clock.advance(600_000)
    expect(dev.children).to.have.length(2)
  })

  it('tries again when nothing runs, for as often as it takes', async () => {
    fail(dev.start('start'))
    expect(dev.states.at(-1)).to.deep.include(FAILED)
    for (let i = 0; i < 3; i += 1) {
      await dev.clock.advance(1000)
      repair()
      fail(dev.newest())
    }
    await dev.clock.advance(1000)
    repair()
    dev.newest().isReadyAt(1)
    expect(starts()).to.deep.equal(['start', ...Array(4).fill('rules.csv')])
    expect(await dev.portNow()).to.equal(1)
  })

  it('tries again when the bots before it run, and puts the new ones in their place', async () => {
    dev.start('start', 1)
    fail(dev.start('wechatbot.config.ts'))
    await dev.clock.advance(1000)
    repair()
    dev.newest().isReadyAt(2)
    expect(await dev.portNow()).to.equal(2)
  })

  it('tries again after a start during which it has changed', async () => {
    const child = dev.start('start')
    repair()
    expect(dev.children).to.have.length(1)
    fail(child)
    expect(starts()).to.deep.equal(['start', 'rules.csv'])
    dev.newest().isReadyAt(1)
    repair()
    expect(dev.children).to.have.length(2)
  })

  it('tries once where each start changes it, during the start or at its end', async () => {
    dev.start('start')
    for (let i = 0; i < 5; i += 1) {
      const child = dev.newest()
      if (child.exitCode !== null) break
      repair()
      fail(child)
    }
    repair()
    expect(starts()).to.deep.equal(['start', 'rules.csv'])
    await dev.clock.advance(500)
    repair()
    expect(starts()).to.deep.equal(['start', 'rules.csv', 'rules.csv'])
  })

  it('starts nothing at the end', async () => {
    const child = dev.start('start')
    repair()
    const stopped = dev.supervisor.stop()
    child.exits(0)
    await stopped
    repair()
    expect(dev.children).to.have.length(1)
  })

  it('leaves a crash to the start that is planned', async () => {
    dev.start('start', 1).exits(1)
    repair()
    expect(dev.children).to.have.length(1)
    await dev.clock.advance(500)
    expect(dev.children).to.have.length(2)
  })
})
