import type { ManualClock } from '@wechatbot/simulator'
import { expect } from 'chai'
import { FinishedTurns } from '#src/store/finished-turns.js'
import { createSpecClock } from '../fixtures.js'

const KEPT_MS = 60_000
const ENDS_AFTER_MS = 300_000
const text = (content: string) => ({ type: 'text', content }) as const

describe('the finished turns of one process', () => {
  let clock: ManualClock
  let finished: FinishedTurns
  const now = () => Math.floor(clock.monotonic())
  const add = (digest: number, content: string, attempts = 1) =>
    finished.add(digest, {
      ...{ reply: text(content), attempts },
      ends: now() + ENDS_AFTER_MS,
      keptMs: KEPT_MS,
    })

  beforeEach(() => {
    clock = createSpecClock()
    finished = new FinishedTurns(clock, now, 1000)
  })

  it('give each turn its reply and its attempts, and count one more if asked', () => {
    for (let i = 1; i < 100; i += 1) add(i, `reply ${i}`, i % 4)
    for (let i = 1; i < 100; i += 1) {
      const reply = text(`reply ${i}`)
      const attempt = i % 4
      expect(finished.recall(i, 0)).to.deep.equal({ state: 'done', attempt, reply })
      for (const more of [1, 2, 3]) {
        const counted = { state: 'done', attempt: attempt + more, reply }
        expect(finished.recall(i, 1)).to.deep.equal(counted)
      }
    }
    expect(finished.recall(100, 1)).to.equal(undefined)
  })

  it('remember a turn longer than its reply', async () => {
    add(7, '你好')
    await clock.advance(KEPT_MS)
    expect(finished.recall(7, 1)).to.deep.equal({ state: 'done', attempt: 2 })
    await clock.advance(ENDS_AFTER_MS - KEPT_MS - 1)
    expect(finished.recall(7, 1)).to.deep.equal({ state: 'done', attempt: 3 })
    await clock.advance(1)
    expect(finished.recall(7, 1)).to.equal(undefined)
  })

  it('find the reply of a turn that came a thousand times', () => {
    add(7, '你好')
    add(8, '再见')
    for (let i = 0; i < 1000; i += 1) finished.recall(7, 1)
    expect(finished.recall(7, 0)).to.deep.equal({ state: 'done', attempt: 63, reply: text('你好') })
    expect(finished.recall(8, 0)).to.deep.equal({ state: 'done', attempt: 1, reply: text('再见') })
  })

  it('find the reply of a turn after a hundred megabytes of others', () => {
    const long = 'a'.repeat(20 * 1024 * 1024)
    for (let i = 1; i <= 5; i += 1) add(i, long)
    add(6, 'short', 3)
    const reply = text('short')
    expect(finished.recall(6, 0)).to.deep.equal({ state: 'done', attempt: 3, reply })
  }).timeout(60_000)

  it('leave no timer behind when they are cleared', () => {
    add(7, '你好')
    finished.clear()
    expect(clock.pending).to.equal(0)
    expect(finished.recall(7, 0)).to.deep.equal({ state: 'done', attempt: 1 })
  })
})
