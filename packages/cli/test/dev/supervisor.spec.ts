import type { BotState } from '@wechatbot/playground'
import { createManualClock, type ManualClock } from '@wechatbot/simulator'
import { expect } from 'chai'
import { Supervisor } from '#src/dev/supervisor.js'
import { ACCOUNT, FakeChild, LOADED } from './fake-child.js'

describe('the supervisor of wechatbot dev', () => {
  let clock: ManualClock
  let children: FakeChild[]
  let states: BotState[]
  let told: unknown[]
  let supervisor: Supervisor

  beforeEach(() => {
    clock = createManualClock()
    children = []
    states = []
    told = []
    supervisor = new Supervisor({
      startChild: () => {
        const child = new FakeChild()
        children.push(child)
        return child
      },
      clock,
      order: { origin: 'http://127.0.0.1:3000', isReal: false },
      onState: (state) => states.push(state),
      onLoaded: async () => [ACCOUNT],
      onTold: (what) => told.push(what),
    })
  })

  /** The process that was started last. */
  const newest = () => children.at(-1) as FakeChild
  const start = (because: string, port?: number) => {
    supervisor.start(because)
    if (port !== undefined) newest().isReadyAt(port)
    return newest()
  }
  const portNow = async () => (await supervisor.bots())?.port
  const FAILED = { type: 'failed', stillRunning: false }

  it('starts a process, and says when it is ready', async () => {
    const child = start('start')
    child.says(LOADED)
    await clock.advance(0)
    child.isReadyAt(1)
    child.says({ type: 'line', line: '{}' })
    expect(child.received.map(({ type }) => type)).to.deep.equal(['order', 'accounts'])
    expect(states).to.deep.equal([{ type: 'starting', because: 'start' }, { type: 'ready' }])
    expect(told).to.deep.equal([{ type: 'line', line: '{}' }])
    expect(await portNow()).to.equal(1)
  })

  describe('when a file changes', () => {
    it('keeps the bots that run until the new ones are ready, and then lets them end', async () => {
      const before = start('start', 1)
      const after = start('word.ts')
      expect(await portNow()).to.equal(1)
      await clock.advance(5000)
      expect(before.signals).to.deep.equal([])
      after.isReadyAt(2)
      expect(await portNow()).to.equal(2)
      await clock.advance(1500)
      expect(before.signals).to.deep.equal(['SIGTERM'])
      expect(after.signals).to.deep.equal([])
    })

    it('kills a start that is overtaken, and hears no more of it', async () => {
      const overtaken = start('start')
      const child = start('word.ts')
      expect(overtaken.signals).to.deep.equal(['SIGKILL'])
      overtaken.isReadyAt(1)
      overtaken.endsBy('SIGKILL')
      expect(states.map(({ type }) => type)).to.deep.equal(['starting', 'starting'])
      child.isReadyAt(2)
      expect(await portNow()).to.equal(2)
    })

    it('says what does not load, and waits for the next change with the bots that run', async () => {
      start('start', 1)
      const child = start('word.ts')
      child.says({ type: 'failed', message: 'word.ts:1:1: unexpected token' })
      child.exits(1)
      const message = 'word.ts:1:1: unexpected token'
      expect(states.at(-1)).to.deep.equal({ type: 'failed', message, stillRunning: true })
      await clock.advance(600_000)
      expect(children).to.have.length(2)
      expect(await portNow()).to.equal(1)
      start('word.ts', 3)
      expect(await portNow()).to.equal(3)
    })

    it('says that nothing runs when the first start does not load', async () => {
      start('start').exits(1)
      expect(states.at(-1)).to.deep.include(FAILED)
      await clock.advance(600_000)
      expect(children).to.have.length(1)
    })
  })

  describe('when a start does not end', () => {
    const slow = () => states.filter((state) => state.type === 'starting' && state.isSlow === true)

    it('says so after eight seconds, once', async () => {
      start('start')
      await clock.advance(7999)
      expect(slow()).to.deep.equal([])
      await clock.advance(60_000)
      expect(slow()).to.deep.equal([{ type: 'starting', because: 'start', isSlow: true }])
    })

    it('says it of the newest start alone, and of none that is ready, has failed or is stopped', async () => {
      start('start')
      await clock.advance(7000)
      start('word.ts')
      await clock.advance(7000)
      newest().isReadyAt(1)
      await clock.advance(8000)
      start('word.ts').exits(1)
      await clock.advance(8000)
      start('word.ts')
      void supervisor.stop()
      await clock.advance(8000)
      expect(slow()).to.deep.equal([])
    })
  })

  describe('when the bots crash', () => {
    /** Milliseconds from the crash to the next start. */
    const crash = async () => {
      newest().exits(1)
      const ms = clock.untilNext() as number
      const before = children.length
      await clock.advance(ms - 1)
      expect(children).to.have.length(before)
      await clock.advance(1)
      expect(children).to.have.length(before + 1)
      return ms
    }

    it('starts them again, later each time, up to half a minute', async () => {
      start('start', 1)
      const waits: number[] = []
      for (let i = 0; i < 8; i += 1) {
        waits.push(await crash())
        newest().isReadyAt(1)
      }
      expect(waits).to.deep.equal([500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000])
      expect(states[2]).to.deep.equal({ ...FAILED, message: 'the process ended with 1' })
      expect(states[3]).to.deep.equal({ type: 'starting', because: 'they ended' })
    })

    it('counts anew after they have run for more than half a minute', async () => {
      start('start', 1)
      await crash()
      newest().isReadyAt(1)
      await clock.advance(30_000)
      expect(await crash()).to.equal(1000)
      newest().isReadyAt(1)
      await clock.advance(30_001)
      expect(await crash()).to.equal(500)
    })

    it('starts them at once when a file changes meanwhile, and then not again', async () => {
      start('start', 1).exits(1)
      start('word.ts', 2)
      await clock.advance(60_000)
      expect(children).to.have.length(2)
      expect(await portNow()).to.equal(2)
    })

    it('leaves it to a start that is on its way', async () => {
      const before = start('start', 1)
      const after = start('word.ts')
      before.exits(1)
      await clock.advance(5000)
      expect(children).to.have.length(2)
      after.isReadyAt(2)
      expect(await portNow()).to.equal(2)
    })

    it('says that nothing runs when that start does not load either', () => {
      const before = start('start', 1)
      const after = start('word.ts')
      before.exits(1)
      after.exits(1)
      expect(states.slice(-2).map((state) => ({ ...state }))).to.containSubset([FAILED, FAILED])
    })
  })

  describe('asked for bots while there are none', () => {
    it('waits for those that start', async () => {
      const asked = Promise.all([portNow(), portNow()])
      start('start')
      await clock.advance(3999)
      newest().isReadyAt(1)
      expect(await asked).to.deep.equal([1, 1])
      expect(clock.untilNext()).to.equal(undefined)
    })

    it('has none after four seconds', async () => {
      let answer: unknown = 'none yet'
      void supervisor.bots().then((bots) => {
        answer = bots
      })
      await clock.advance(3999)
      expect(answer).to.equal('none yet')
      await clock.advance(1)
      expect(answer).to.equal(undefined)
    })

    it('waits for those that are started after a crash', async () => {
      start('start', 1).exits(1)
      const asked = portNow()
      await clock.advance(500)
      newest().isReadyAt(2)
      expect(await asked).to.equal(2)
    })
  })

  describe('when it stops', () => {
    it('asks every process to end, and waits for all', async () => {
      const retired = start('start', 1)
      const current = start('word.ts', 2)
      const next = start('word.ts')
      let isOver = false
      const stopped = supervisor.stop().then(() => {
        isOver = true
      })
      const all = [retired, current, next]
      expect(all.map(({ signals }) => signals)).to.deep.equal(all.map(() => ['SIGTERM']))
      retired.exits(0)
      current.exits(0)
      await clock.advance(1000)
      expect(isOver).to.equal(false)
      next.exits(0)
      await stopped
      expect(states.at(-1)?.type).to.equal('starting')
    })

    it('starts nothing any more', async () => {
      const child = start('start', 1)
      const crashed = start('word.ts', 2)
      crashed.exits(1)
      const stopped = supervisor.stop()
      supervisor.start('word.ts')
      child.exits(0)
      await stopped
      await clock.advance(60_000)
      expect(children).to.have.length(2)
    })

    it('kills what has not ended when it is asked to', async () => {
      const gone = start('start', 1)
      const child = start('word.ts', 2)
      gone.exits(0)
      await clock.advance(0)
      supervisor.kill()
      expect(gone.signals).to.deep.equal([])
      expect(child.signals).to.deep.equal(['SIGKILL'])
    })
  })
})
