import { createManualClock, type ManualClock } from '@wechatbot/simulator'
import { expect } from 'chai'

const START = 1_700_000_000_000

describe('a manual clock', () => {
  let clock: ManualClock
  /** Milliseconds since the start at which things happened, in the order in which they did. */
  let seen: number[]

  const note = () => void seen.push(clock.now() - START)
  const noteAfter = (ms: number) => clock.setTimeout(note, ms)

  beforeEach(() => {
    clock = createManualClock(START)
    seen = []
  })

  it('stands still until it is told to go on', async () => {
    noteAfter(0)
    await new Promise((resolve) => setImmediate(resolve))
    expect(seen).to.deep.equal([])
    await clock.advance(0)
    expect(seen).to.deep.equal([0])
  })

  it('fires timers in their order, and those that they set', async () => {
    noteAfter(30)
    clock.setTimeout(() => noteAfter(10), 10)
    clock.clearTimeout(noteAfter(15))
    await clock.advance(29)
    expect(seen).to.deep.equal([20])
    expect(clock.pending).to.equal(1)
    expect(clock.untilNext()).to.equal(1)
    await clock.advance(1)
    expect(seen).to.deep.equal([20, 30])
    expect(clock.untilNext()).to.equal(undefined)
  })

  describe('that two advance at once', () => {
    it('lets both durations pass, one after the other, and never goes back', async () => {
      for (const ms of [50, 150, 250, 350]) noteAfter(ms)
      const ends = [100, 200, 10].map((ms) => clock.advance(ms).then(note))
      await Promise.all(ends)
      expect(seen).to.deep.equal([50, 100, 150, 250, 300, 310])
      expect(clock.monotonic()).to.equal(310)
    })

    it('goes on after one whose timer throws, which is told', async () => {
      clock.setTimeout(() => {
        throw new Error('of a timer')
      }, 10)
      const failing = clock.advance(100).catch((error: Error) => error.message)
      const following = clock.advance(5)
      expect(await failing).to.equal('of a timer')
      await following
      expect(clock.now() - START).to.equal(15)
    })

    it('advances for a timer that asks for it when the time is up in which it fired', async () => {
      clock.setTimeout(async () => {
        note()
        await clock.advance(500)
        note()
      }, 10)
      noteAfter(60)
      await clock.advance(50)
      note()
      await clock.advance(0)
      expect(seen).to.deep.equal([10, 50, 60, 550])
    })
  })

  it('refuses to go back, and says what does', async () => {
    for (const ms of [-1, Number.NaN]) {
      const failure = await clock.advance(ms).catch((error: Error) => error)
      expect(failure).to.be.instanceOf(RangeError)
      expect(String(failure)).to.contain(`got ${ms}`).and.contain('jump()')
    }
    expect(clock.now()).to.equal(START)
  })

  it('jumps with one hand only', async () => {
    noteAfter(10)
    clock.jump(-3_600_000)
    expect([clock.now(), clock.monotonic()]).to.deep.equal([START - 3_600_000, 0])
    await clock.advance(10)
    expect(seen).to.deep.equal([10 - 3_600_000])
  })

  describe('passWhile', () => {
    it('passes from timer to timer until the work is done, and gives what it gives', async () => {
      noteAfter(20)
      noteAfter(5001)
      const work = async () => {
        await clock.wait(3000)
        await clock.wait(2000)
        return 'done'
      }
      expect(await clock.passWhile(work)).to.equal('done')
      expect(seen).to.deep.equal([20])
      expect(clock.now() - START).to.equal(5000)
    })

    it('fails as the work fails, and as a timer does', async () => {
      const failing = async () => {
        await clock.wait(10)
        throw new Error('of the work')
      }
      const says = (error: Error) => error.message
      expect(await clock.passWhile(failing).catch(says)).to.equal('of the work')
      clock.setTimeout(() => {
        throw new Error('of a timer')
      }, 10)
      expect(await clock.passWhile(() => clock.wait(20)).catch(says)).to.equal('of a timer')
    })

    it('passes no time beside somebody who advances', async () => {
      noteAfter(40)
      const passing = clock.passWhile(() => clock.wait(100)).then(note)
      await clock.advance(0)
      note()
      await clock.advance(30)
      note()
      await passing
      expect(seen).to.deep.equal([0, 30, 40, 100])
    })

    it('lets the work advance by itself', async () => {
      await clock.passWhile(() => clock.advance(70))
      expect(clock.now() - START).to.equal(70)
    })

    it('passes as much for two at once as for the longer one', async () => {
      const works = [100, 250].map((ms) => clock.passWhile(() => clock.wait(ms)).then(note))
      await Promise.all(works)
      expect(seen).to.deep.equal([100, 250])
    })

    it('waits for work that no timer ends', async () => {
      const work = new Promise<string>((resolve) => {
        setImmediate(() => setImmediate(() => resolve('in the end')))
      })
      expect(await clock.passWhile(() => work)).to.equal('in the end')
      expect(clock.now()).to.equal(START)
    })
  })
})
