import { createBot } from '@wechatbot/core'
import { createManualClock } from '@wechatbot/simulator'
import { expect } from 'chai'
import { SkippingClock } from '#src/dev/skipping-clock.js'

const HOUR_MS = 3_600_000

describe('the clock of the bots under wechatbot dev', () => {
  const begin = (aheadMs = 0) => {
    const machine = createManualClock(0)
    const clock = new SkippingClock(aheadMs, machine)
    const fired: string[] = []
    const wait = (name: string, ms: number, then = () => {}) =>
      clock.setTimeout(() => {
        fired.push(`${name} at ${clock.now()}`)
        then()
      }, ms)
    const skip = (ms: number, onMoved: (aheadMs: number) => void = () => {}) =>
      machine.passWhile(() => clock.skip(ms, onMoved))
    return { machine, clock, fired, wait, skip }
  }

  it('is the machine’s, from where it begins', async () => {
    const { machine, clock, fired, wait } = begin(500)
    wait('a', 1000)
    clock.clearTimeout(wait('b', 1000))
    await machine.advance(1000)
    expect(fired).to.deep.equal(['a at 1500'])
    expect(clock.monotonic()).to.equal(1500)
  })

  it('lets hours pass in a moment: each timer fires at its time, in its order', async () => {
    const { machine, clock, fired, wait, skip } = begin()
    wait('noon', 2 * HOUR_MS)
    wait('morning', HOUR_MS, () => wait('late morning', HOUR_MS / 2))
    wait('night', 9 * HOUR_MS)
    await skip(8 * HOUR_MS)
    expect(fired.map((one) => one.split(' at ')[0])).to.deep.equal([
      'morning',
      'late morning',
      'noon',
    ])
    expect(Number(fired[1]?.split(' at ')[1])).to.be.closeTo(1.5 * HOUR_MS, 100)
    expect(clock.now() - machine.now()).to.be.closeTo(8 * HOUR_MS, 100)
    await machine.advance(HOUR_MS)
    expect(fired.at(-1)).to.match(/^night/)
    expect(clock.now()).to.be.closeTo(9 * HOUR_MS, 200)
  })

  it('gives work that a timer begins its own time: the guard of a call does not fire at once', async () => {
    const { machine, fired, wait, skip } = begin()
    wait('job', HOUR_MS, () => wait('timeout', 10_000))
    await skip(8 * HOUR_MS)
    expect(fired).to.have.length(1)
    await machine.advance(10_000)
    expect(fired.at(-1)).to.match(/^timeout/)
  })

  it('leaves a new short timer alone, and brings an older one nearer', async () => {
    const { machine, fired, wait, skip } = begin()
    wait('poll', 40_000)
    await machine.advance(6000)
    wait('limit of a job', 60_000)
    await skip(HOUR_MS)
    expect(fired.map((one) => one.split(' at ')[0])).to.deep.equal(['poll'])
    await machine.advance(60_000)
    expect(fired.at(-1)).to.match(/^limit/)
  })

  it('fires an alarm at its time, however short and new it is', async () => {
    const { clock, fired, skip } = begin()
    const ring = () => {
      fired.push(`${clock.now()}`)
      clock.setAlarm(ring, 30_000)
    }
    clock.setAlarm(ring, 30_000)
    await skip(5 * 60_000)
    expect(fired).to.have.length(10)
    expect(Number(fired[9])).to.be.closeTo(5 * 60_000, 100)
  })

  it('lets a bot do at each minute what it does every minute, and its jobs when they are due', async () => {
    const { clock, skip } = begin()
    const done: string[] = []
    const bot = createBot({ token: 'a-token-of-the-clock', clock })
    bot.every('* * * * *', () => done.push('minute'))
    const remind = bot.job('remind', () => void done.push('reminder'))
    await bot.ready()
    await remind.at(30_000, null)
    await skip(10 * 60_000)
    expect(done.filter((one) => one === 'minute')).to.have.length(10)
    expect(done[0]).to.equal('reminder')
    await bot.close()
  })

  it('tells how far it is ahead, and skips one time after the other', async () => {
    const { clock, machine, skip } = begin()
    const told: number[] = []
    const first = skip(HOUR_MS, (ms) => told.push(ms))
    const second = skip(HOUR_MS, (ms) => told.push(ms))
    await Promise.all([first, second])
    expect(told).to.deep.equal([HOUR_MS, 2 * HOUR_MS])
    expect(clock.now() - machine.now()).to.equal(2 * HOUR_MS)
  })
})
