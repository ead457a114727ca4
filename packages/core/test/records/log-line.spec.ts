import { expect } from 'chai'
import { createLogLine } from '#src/records/log-line.js'
import { recordingLogger } from '../recording-logger.ts'

const SUBJECT = { bot: 'main', key: 'k', kind: 'text', attempt: 1 } as const

describe('the log of a message', () => {
  it('is one line, and one more that names the slow plugin when it was late', () => {
    const log = recordingLogger()
    const observe = createLogLine(log)
    observe({ type: 'attempt', ...SUBJECT, xml: '<xml>secret words</xml>' })
    observe({ type: 'claimed', ...SUBJECT, state: 'run' })
    observe({ type: 'late', ...SUBJECT, strategy: 'hold', plugin: 'slow', response: 'unanswered' })
    const asked = { plugin: 'slow', filter: 'text', ms: 6000.4, outcome: 'answered' } as const
    observe({ type: 'handler', ...SUBJECT, ...asked })
    observe({ type: 'chain', ...SUBJECT, plugin: 'slow', ms: 6000.4, reply: 'text' })
    observe({ type: 'response', ...SUBJECT, ms: 1, reply: 'text', body: 'secret words' })
    expect(log.lines.map(({ level, text }) => `${level} ${text}`)).to.deep.equal([
      'warn deadline passed',
      'info message handled',
    ])
    expect(log.lines[1]?.fields).to.deep.equal({
      bot: 'main',
      key: 'k',
      kind: 'text',
      attempt: 1,
      plugin: 'slow',
      ms: 6000,
      reply: 'text',
    })
    expect(log.lines[0]?.fields).to.include({ plugin: 'slow', strategy: 'hold' })
    expect(JSON.stringify(log.lines)).not.to.contain('secret words')
  })

  it('says of a retry what became of it, so that it can be followed over instances', () => {
    const log = recordingLogger()
    const observe = createLogLine(log)
    observe({ type: 'claimed', ...SUBJECT, attempt: 2, state: 'wait' })
    observe({
      type: 'response',
      ...SUBJECT,
      attempt: 2,
      ms: 12.6,
      reply: 'text',
      body: 'secret words',
    })
    const { bot, key, kind } = SUBJECT
    expect(log.lines).to.deep.equal([
      {
        level: 'info',
        fields: { bot, key, kind, attempt: 2, state: 'wait' },
        text: 'duplicate attempt recognised',
      },
      {
        level: 'info',
        fields: { bot, key, kind, attempt: 2, ms: 13, reply: 'text' },
        text: 'retry answered',
      },
    ])
  })

  it('has no more lines for who repeats a URL for ever, and none for a first attempt', () => {
    const log = recordingLogger()
    const observe = createLogLine(log)
    for (let attempt = 2; attempt <= 100; attempt += 1) {
      observe({ type: 'claimed', ...SUBJECT, attempt, state: 'done' })
      observe({ type: 'response', ...SUBJECT, attempt, ms: 1, reply: 'text', body: '' })
    }
    expect(log.lines).to.have.length(2 * 5)
    for (const state of ['run', 'shed', 'degraded'] as const) {
      observe({ type: 'claimed', ...SUBJECT, state })
    }
    expect(log.lines).to.have.length(2 * 5)
  })
})
