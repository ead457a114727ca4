import type { ManualClock } from '@wechatbot/simulator'
import { expect } from 'chai'
import { Outage } from '#src/store/outage.js'
import { createSpecClock } from '../fixtures.ts'
import { recordingLogger } from '../recording-logger.ts'

describe('an outage of the Store', () => {
  let clock: ManualClock
  let outage: Outage
  const log = recordingLogger()
  const error = new Error('down')
  const lines = () => log.lines.map(({ level, text }) => `${level}: ${text}`)

  beforeEach(() => {
    clock = createSpecClock()
    outage = new Outage(log, clock)
    log.lines.length = 0
  })

  it('is a warning, says what it costs, and names the message', () => {
    outage.note(error, 'replies are kept here only', { key: 'k' })
    expect(log.lines).to.have.length(1)
    expect(log.lines[0]).to.deep.include({
      level: 'warn',
      text: 'store failed, replies are kept here only',
      fields: { err: error, awaySeconds: 0, key: 'k' },
    })
  })

  it('says each cost once a minute', async () => {
    for (let i = 0; i < 10; i += 1) {
      outage.note(error, 'one')
      outage.note(error, 'other')
      await clock.advance(1000)
    }
    expect(lines()).to.deep.equal(['warn: store failed, one', 'warn: store failed, other'])
  })

  it('is an error from 60 s on', async () => {
    outage.note(error, 'one')
    await clock.advance(59_999)
    outage.note(error, 'other')
    await clock.advance(1)
    outage.note(error, 'other')
    outage.note(error, 'other')
    expect(lines()).to.deep.equal([
      'warn: store failed, one',
      'warn: store failed, other',
      'error: store failed, other',
    ])
    expect(log.lines[2]?.fields).to.include({ awaySeconds: 60 })
  })

  it('ends with a line that says how long it was, and begins anew', async () => {
    outage.end()
    outage.note(error, 'one')
    await clock.advance(61_000)
    outage.note(error, 'one')
    await clock.advance(5000)
    outage.end()
    outage.end()
    outage.note(error, 'one')
    expect(lines()).to.deep.equal([
      'warn: store failed, one',
      'error: store failed, one',
      'warn: store back after 61 s',
      'warn: store failed, one',
    ])
  })

  it('goes on while some calls are answered and others fail', async () => {
    for (let seconds = 0; seconds < 100; seconds += 1) {
      outage.note(error, 'one')
      outage.end()
      await clock.advance(1000)
    }
    expect(lines()).to.deep.equal(['warn: store failed, one', 'error: store failed, one'])
  })
})
