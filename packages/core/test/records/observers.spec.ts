import { expect } from 'chai'
import type { ObservedRecord } from '#src/records/observe.js'
import { Observers } from '#src/records/observers.js'
import { recordingLogger } from '../recording-logger.ts'
import { settled } from '../settled.ts'

const RECORD: ObservedRecord = { type: 'refused', bot: 'main', code: 'BAD_XML' }

describe('Observers', () => {
  it('tell all of each record, in order', () => {
    const told: unknown[] = []
    const observers = new Observers(recordingLogger())
    for (const name of ['a', 'b']) {
      observers.add((record) => void told.push([name, record]), recordingLogger())
    }
    observers.tell(RECORD)
    expect(told).to.deep.equal([
      ['a', RECORD],
      ['b', RECORD],
    ])
  })

  it('go on when one of them throws, and write its error into its own log', () => {
    const error = new Error('metrics')
    const [log, other] = [recordingLogger(), recordingLogger()]
    const told: unknown[] = []
    const observers = new Observers(recordingLogger())
    observers.add(() => {
      throw error
    }, log)
    observers.add((record) => void told.push(record), other)
    observers.tell(RECORD)
    expect(told).to.deep.equal([RECORD])
    expect(log.lines).to.deep.equal([
      { level: 'error', fields: { err: error, record: 'refused' }, text: 'observe failed' },
    ])
    expect(other.lines).to.deep.equal([])
  })

  it('write the rejection of an async function into its log', async () => {
    const error = new Error('network')
    const log = recordingLogger()
    const observers = new Observers(recordingLogger())
    observers.add(() => Promise.reject(error), log)
    observers.tell(RECORD)
    await settled()
    expect(log.lines).to.deep.equal([
      { level: 'error', fields: { err: error, record: 'refused' }, text: 'observe failed' },
    ])
  })

  it('can be removed, also while a record is told', () => {
    const told: string[] = []
    const observers = new Observers(recordingLogger())
    const log = recordingLogger()
    const remove = observers.add(() => {
      told.push('first')
      remove()
    }, log)
    observers.add(() => void told.push('second'), log)
    observers.tell(RECORD)
    observers.tell(RECORD)
    expect(told).to.deep.equal(['first', 'second', 'second'])
  })
})
