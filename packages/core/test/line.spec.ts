import { expect } from 'chai'
import { createLogLine } from '#src/line.js'
import { recordingLogger } from './recording-logger.ts'

const SUBJECT = { bot: 'main', key: 'k', kind: 'text', attempt: 2 } as const

describe('the log of a message', () => {
  it('is one line, and one more that names the slow plugin when it was late', () => {
    const log = recordingLogger()
    const observe = createLogLine(log)
    observe({ type: 'attempt', ...SUBJECT, xml: '<xml>secret words</xml>' })
    observe({ type: 'claimed', ...SUBJECT, state: 'run' })
    observe({ type: 'late', ...SUBJECT, strategy: 'hold', plugin: 'slow', response: 'unanswered' })
    observe({ type: 'handler', ...SUBJECT, plugin: 'slow', ms: 6000.4, reply: 'text' })
    observe({ type: 'answered', ...SUBJECT, ms: 1, reply: 'text', body: 'secret words' })
    expect(log.lines.map(({ level, text }) => `${level} ${text}`)).to.deep.equal([
      'warn deadline passed',
      'info message handled',
    ])
    expect(log.lines[1]?.fields).to.deep.equal({
      bot: 'main',
      key: 'k',
      kind: 'text',
      attempt: 2,
      plugin: 'slow',
      ms: 6000,
      reply: 'text',
    })
    expect(log.lines[0]?.fields).to.include({ plugin: 'slow', strategy: 'hold' })
    expect(JSON.stringify(log.lines)).not.to.contain('secret words')
  })
})
