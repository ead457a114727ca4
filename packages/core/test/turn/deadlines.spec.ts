import { expect } from 'chai'
import type { Reply } from '#src/reply/types.js'
import { Deadlines, Waiting } from '#src/turn/deadlines.js'
import { createSpecClock } from '../fixtures.ts'

const REPLY: Reply = { type: 'text', content: 'done' }

describe('deadlines', () => {
  let clock: ReturnType<typeof createSpecClock>
  let deadlines: Deadlines
  let ends: string[]

  class Attempt extends Waiting {
    readonly name: string

    constructor(name: string) {
      super()
      this.name = name
    }

    protected ended(reply: Reply | undefined): void {
      ends.push(`${this.name} ${reply?.type ?? 'without reply'}`)
    }
  }

  const wait = (name: string, ms: number) => {
    const attempt = new Attempt(name)
    deadlines.add(attempt, clock.monotonic() + ms)
    return attempt
  }

  beforeEach(() => {
    clock = createSpecClock()
    deadlines = new Deadlines(clock)
    ends = []
  })

  it('end an attempt without a reply, less than a millisecond early', async () => {
    wait('a', 100.5)
    await clock.advance(99)
    expect(ends).to.deep.equal([])
    await clock.advance(1)
    expect(ends).to.deep.equal(['a without reply'])
  })

  it('end those of one millisecond by one timer, in the order in which they came', async () => {
    wait('a', 100.9)
    wait('b', 100)
    wait('c', 100.5)
    wait('later', 101)
    expect(clock.pending).to.equal(2)
    await clock.advance(100)
    expect(ends).to.deep.equal(['a', 'b', 'c'].map((name) => `${name} without reply`))
  })

  it('end an attempt once', async () => {
    const attempt = wait('a', 100)
    attempt.end(REPLY)
    attempt.end(undefined)
    await clock.advance(200)
    expect(ends).to.deep.equal(['a text'])
  })

  it('leave no timer when all attempts have their reply', () => {
    const both = [wait('a', 100), wait('b', 100)]
    for (const attempt of both) attempt.end(REPLY)
    expect(clock.pending).to.equal(0)
    expect(ends).to.deep.equal(['a text', 'b text'])
  })

  it('end the others when one of them has its reply', async () => {
    wait('a', 100)
    wait('b', 100).end(REPLY)
    wait('c', 100)
    await clock.advance(100)
    expect(ends).to.deep.equal(['b text', 'a without reply', 'c without reply'])
  })

  it('end an attempt that comes while the others of its time end', async () => {
    const last = wait('a', 100)
    Object.assign(last, { ended: () => wait('b', 0) })
    await clock.advance(100)
    expect(ends).to.deep.equal(['b without reply'])
    expect(clock.pending).to.equal(0)
  })

  it('that have passed end an attempt at once', async () => {
    wait('a', -50)
    await clock.advance(0)
    expect(ends).to.deep.equal(['a without reply'])
  })
})
