import type { ManualClock } from '@wechatbot/simulator'
import { expect } from 'chai'
import { GrowingReply } from '#src/late/growing-reply.js'
import { createGrowth } from '#src/late/growth.js'
import type { ObservedRecord } from '#src/records/observe.js'
import { GrowingText } from '#src/reply/stream.js'
import { createMemoryStore } from '#src/store/memory.js'
import { createSpecClock } from '../fixtures.ts'
import { Instance, Source } from './instance.ts'

describe('the records of growth', () => {
  let clock: ManualClock
  let records: ObservedRecord[]

  const newGrowth = () => createGrowth('main', clock, (record) => void records.push(record))
  /** A reply whose growth is watched, and its source. */
  const watched = () => {
    const source = new Source()
    const turn = new Instance(clock, createMemoryStore({ clock })).newTurn()
    return { source, end: newGrowth().watch(new GrowingReply(turn, new GrowingText(source))) }
  }

  beforeEach(() => {
    clock = createSpecClock()
    records = []
  })

  it('have what was written in each quarter of a second, and the end', async () => {
    const { source, end } = watched()
    await source.write('一。')
    await clock.advance(249)
    expect(records).to.deep.equal([])
    await clock.advance(1)
    const about = { type: 'grown', bot: 'main', key: 'key', kind: 'text', attempt: 1 }
    expect(records).to.deep.equal([{ ...about, text: '一。', isOver: false }])
    await clock.advance(1000)
    expect(records).to.have.length(1)
    await source.write('二。')
    end()
    expect(records).to.have.length(2)
    expect(records[1]).to.deep.equal({ ...about, text: '二。', isOver: true })
    expect(clock.pending).to.equal(0)
  })

  it('have the end of a text that was told before', async () => {
    const { source, end } = watched()
    await source.write('一。')
    await clock.advance(250)
    end()
    expect(records.at(-1)).to.deep.include({ text: '', isOver: true })
  })

  it('have each part with its way', () => {
    newGrowth().wentOut('k', 'passive', '一')
    expect(records).to.deep.equal([
      { type: 'went-out', bot: 'main', key: 'k', by: 'passive', text: '一' },
    ])
  })
})
