import { systemClock } from '@wechatbot/core'
import { createManualClock } from '@wechatbot/simulator'
import { expect } from 'chai'
import { createRunners, LIMIT_MS, type Runner } from '#src/runner.js'
import { inTime } from './engines.js'

/** It would go on for years. */
const EVIL = { pattern: /^(a+)+$/d, text: `${'a'.repeat(60)}!` }
const GOOD = { pattern: /(?<=订)单(?<no>\d)?/u, text: '退订单' }

describe('the worker of regular expressions', () => {
  let join: () => Runner
  let clock: ReturnType<typeof createManualClock>
  let runner: Runner
  const wanted = () => true

  beforeEach(() => {
    join = createRunners()
    clock = createManualClock()
    runner = join()
  })
  afterEach(() => runner.close())

  /** Without the milliseconds of the thread, which are the machine's. */
  const run = async (task: typeof GOOD, by = runner, isWanted = wanted) => {
    const outcome = await by.run({ ...task, isWanted, onLate: () => {}, clock })
    if (outcome.type !== 'found') return outcome
    const { ms, ...found } = outcome
    expect(ms).to.be.at.least(0)
    return found
  }

  const late = (outcome: Promise<object>) => inTime(clock, outcome)

  const found = {
    type: 'found',
    spans: {
      groups: [[2, 3], undefined],
      named: [['no', undefined]],
    },
  }

  it('finds what RegExp finds, however long the machine takes', async () => {
    expect(await run(GOOD)).to.deep.equal(found)
    expect(await run({ ...GOOD, text: '单' })).to.deep.equal({ type: 'found', spans: undefined })
    expect(await run({ pattern: /(a)\1/d, text: 'baa' })).to.deep.equal({
      type: 'found',
      spans: {
        groups: [
          [1, 3],
          [1, 2],
        ],
        named: undefined,
      },
    })
    expect(clock.untilNext()).to.equal(undefined)
  })

  it(`stops what is not done ${LIMIT_MS} ms after it was begun, and runs the next`, async () => {
    const evil = run(EVIL)
    const good = run(GOOD)
    while (clock.untilNext() === undefined) await clock.advance(0)
    expect(clock.untilNext()).to.equal(LIMIT_MS)
    await clock.advance(LIMIT_MS - 1)
    expect(await Promise.race([evil, 'still running'])).to.equal('still running')
    await clock.advance(1)
    expect(await evil).to.deep.equal({ type: 'late' })
    expect(await good).to.deep.equal(found)
  })

  it('drops what nobody wants any more when its turn comes', async () => {
    let isWanted = true
    const evil = run(EVIL)
    const dropped = run(EVIL, runner, () => isWanted)
    const good = run(GOOD)
    isWanted = false
    expect(await late(evil)).to.deep.equal({ type: 'late' })
    expect(await dropped).to.deep.equal({ type: 'dropped' })
    expect(await good).to.deep.equal(found)
  })

  it('tells who was late before the next one has its turn', async () => {
    let isOut = false
    const onLate = () => {
      isOut = true
    }
    const task = { ...EVIL, clock, onLate, isWanted: () => !isOut }
    const evil = Promise.all([runner.run(task), runner.run(task)])
    const good = run(GOOD)
    expect(await inTime(clock, evil)).to.deep.equal([{ type: 'late' }, { type: 'dropped' }])
    // The clock stands still: a good text has all the time that the machine takes.
    expect(await good).to.deep.equal(found)
  })

  it('takes for late what needs more memory than V8 has for one search', async () => {
    const deep = { pattern: /(?:a|b)*x(?=y)/d, text: 'a'.repeat(20_000_000) }
    expect(await run(deep)).to.deep.equal({ type: 'late' })
    expect(await run(GOOD)).to.deep.equal(found)
  })

  it('is one for all who join, and ends when the last of them closes', async () => {
    const other = join()
    const evil = run(EVIL, other)
    const waiting = run(GOOD, other)
    await runner.close()
    expect(await late(evil)).to.deep.equal({ type: 'late' })
    expect(await waiting).to.deep.equal(found)
    expect(await run(GOOD)).to.deep.equal({ type: 'dropped' })
    await other.close()
    await other.close()
    expect(await run(GOOD, other)).to.deep.equal({ type: 'dropped' })
    runner = join()
    expect(await run(GOOD)).to.deep.equal(found)
  })

  it('stops at once what runs when it closes, and drops what waits', async () => {
    const outcomes = [run(EVIL), run(EVIL), run(GOOD)]
    while (clock.untilNext() === undefined) await clock.advance(0)
    await runner.close()
    expect(await Promise.all(outcomes)).to.deep.equal(Array(3).fill({ type: 'dropped' }))
    expect(clock.untilNext()).to.equal(undefined)
  })

  it('stops what runs for one who closes, and goes on for the others', async () => {
    const other = join()
    const evil = run(EVIL, other)
    const good = run(GOOD)
    while (clock.untilNext() === undefined) await clock.advance(0)
    await other.close()
    expect(await evil).to.deep.equal({ type: 'dropped' })
    expect(await good).to.deep.equal(found)
  })

  it('keeps to the limit by the clock of the machine, too', async () => {
    const outcome = await runner.run({
      ...EVIL,
      isWanted: wanted,
      onLate: () => {},
      clock: systemClock,
    })
    expect(outcome).to.deep.equal({ type: 'late' })
  })
})
