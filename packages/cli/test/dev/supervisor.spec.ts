import { expect } from 'chai'
import { LOADED } from './fake-child.js'
import { FAILED, Supervised } from './supervised.js'

describe('the supervisor of wechatbot dev', () => {
  let dev: Supervised

  beforeEach(() => {
    dev = new Supervised()
  })

  const portNow = () => dev.portNow()

  it('starts a process, and says when it is ready', async () => {
    const child = dev.start('start')
    child.says(LOADED)
    await dev.clock.advance(0)
    child.isReadyAt(1)
    child.says({ type: 'line', line: '{}' })
    expect(child.received.map(({ type }) => type)).to.deep.equal(['order', 'accounts'])
    expect(dev.states).to.deep.equal([{ type: 'starting', because: 'start' }, { type: 'ready' }])
    expect(dev.told).to.deep.equal([{ type: 'line', line: '{}' }])
    expect(await portNow()).to.equal(1)
  })

  it('lets time pass for the bots that run, and starts the next ones at that time', async () => {
    const refused = await dev.supervisor.skip(1000).catch((error: Error) => error.message)
    expect(refused).to.equal('no bot is running')
    const child = dev.start('start', 1)
    let hasPassed = false
    const passed = dev.supervisor.skip(8000).then(() => {
      hasPassed = true
    })
    expect(child.received.at(-1)).to.deep.equal({ type: 'skip', ms: 8000 })
    child.says({ type: 'ahead', ms: 5000, isDone: false })
    await dev.clock.advance(0)
    expect(hasPassed).to.equal(false)
    child.says({ type: 'ahead', ms: 8000, isDone: true })
    await passed
    expect(dev.told).to.have.length(2)
    expect(dev.start('word.ts').received[0]).to.have.nested.property('order.aheadMs', 8000)
  })

  it('waits no longer for time to pass when the bots end', async () => {
    const child = dev.start('start', 1)
    const passed = dev.supervisor.skip(8000)
    child.exits(1)
    await passed
    expect(dev.states.at(-1)).to.have.property('type', 'failed')
  })

  describe('when a file changes', () => {
    it('keeps the bots that run until the new ones are ready, and then lets them end', async () => {
      const before = dev.start('start', 1)
      const after = dev.start('word.ts')
      expect(await portNow()).to.equal(1)
      await dev.clock.advance(5000)
      expect(before.signals).to.deep.equal([])
      after.isReadyAt(2)
      expect(await portNow()).to.equal(2)
      await dev.clock.advance(1500)
      expect(before.signals).to.deep.equal(['SIGTERM'])
      expect(after.signals).to.deep.equal([])
    })

    it('kills a start that is overtaken, and hears no more of it', async () => {
      const overtaken = dev.start('start')
      const child = dev.start('word.ts')
      expect(overtaken.signals).to.deep.equal(['SIGKILL'])
      overtaken.isReadyAt(1)
      overtaken.endsBy('SIGKILL')
      expect(dev.states.map(({ type }) => type)).to.deep.equal(['starting', 'starting'])
      child.isReadyAt(2)
      expect(await portNow()).to.equal(2)
    })

    it('says what does not load, and waits for the next change with the bots that run', async () => {
      dev.start('start', 1)
      const child = dev.start('word.ts')
      child.says({ type: 'failed', message: 'word.ts:1:1: unexpected token' })
      child.exits(1)
      const message = 'word.ts:1:1: unexpected token'
      expect(dev.states.at(-1)).to.deep.equal({ type: 'failed', message, stillRunning: true })
      await dev.clock.advance(600_000)
      expect(dev.children).to.have.length(2)
      expect(await portNow()).to.equal(1)
      dev.start('word.ts', 3)
      expect(await portNow()).to.equal(3)
    })

    it('says that nothing runs when the first start does not load', async () => {
      dev.start('start').exits(1)
      expect(dev.states.at(-1)).to.deep.include(FAILED)
      await dev.clock.advance(600_000)
      expect(dev.children).to.have.length(1)
    })
  })

  describe('when a start does not end', () => {
    const slow = () =>
      dev.states.filter((state) => state.type === 'starting' && state.isSlow === true)

    it('says so after eight seconds, once', async () => {
      dev.start('start')
      await dev.clock.advance(7999)
      expect(slow()).to.deep.equal([])
      await dev.clock.advance(60_000)
      expect(slow()).to.deep.equal([{ type: 'starting', because: 'start', isSlow: true }])
    })

    it('says it of the newest start alone, and of none that is ready, has failed or is stopped', async () => {
      dev.start('start')
      await dev.clock.advance(7000)
      dev.start('word.ts')
      await dev.clock.advance(7000)
      dev.newest().isReadyAt(1)
      await dev.clock.advance(8000)
      dev.start('word.ts').exits(1)
      await dev.clock.advance(8000)
      dev.start('word.ts')
      void dev.supervisor.stop()
      await dev.clock.advance(8000)
      expect(slow()).to.deep.equal([])
    })
  })

  describe('asked for bots while there are none', () => {
    it('waits for those that start', async () => {
      const asked = Promise.all([portNow(), portNow()])
      dev.start('start')
      await dev.clock.advance(3999)
      dev.newest().isReadyAt(1)
      expect(await asked).to.deep.equal([1, 1])
      expect(dev.clock.untilNext()).to.equal(undefined)
    })

    it('has none after four seconds', async () => {
      let answer: unknown = 'none yet'
      void dev.supervisor.current().then((bots) => {
        answer = bots
      })
      await dev.clock.advance(3999)
      expect(answer).to.equal('none yet')
      await dev.clock.advance(1)
      expect(answer).to.equal(undefined)
    })

    it('waits for those that are started after a crash', async () => {
      dev.start('start', 1).exits(1)
      const asked = portNow()
      await dev.clock.advance(500)
      dev.newest().isReadyAt(2)
      expect(await asked).to.equal(2)
    })
  })

  describe('when it stops', () => {
    it('asks every process to end, and waits for all', async () => {
      const retired = dev.start('start', 1)
      const current = dev.start('word.ts', 2)
      const next = dev.start('word.ts')
      let isOver = false
      const stopped = dev.supervisor.stop().then(() => {
        isOver = true
      })
      const all = [retired, current, next]
      expect(all.map(({ signals }) => signals)).to.deep.equal(all.map(() => ['SIGTERM']))
      retired.exits(0)
      current.exits(0)
      await dev.clock.advance(1000)
      expect(isOver).to.equal(false)
      next.exits(0)
      await stopped
      expect(dev.states.at(-1)?.type).to.equal('starting')
    })

    it('starts nothing any more', async () => {
      const child = dev.start('start', 1)
      const crashed = dev.start('word.ts', 2)
      crashed.exits(1)
      const stopped = dev.supervisor.stop()
      dev.supervisor.start('word.ts')
      child.exits(0)
      await stopped
      await dev.clock.advance(60_000)
      expect(dev.children).to.have.length(2)
    })

    it('kills what has not ended when it is asked to', async () => {
      const gone = dev.start('start', 1)
      const child = dev.start('word.ts', 2)
      gone.exits(0)
      await dev.clock.advance(0)
      dev.supervisor.kill()
      expect(gone.signals).to.deep.equal([])
      expect(child.signals).to.deep.equal(['SIGKILL'])
    })
  })
})
