import { expect } from 'chai'
import {
  createLogger,
  createSparseWarning,
  type Logger,
  type LogOptions,
} from '#src/records/log.js'
import { createSpecClock } from '../fixtures.ts'
import { linesWith, recordingLogger } from '../recording-logger.ts'

/** What a logger writes while `use` runs: whole lines, as they leave. */
function written(use: (log: Logger) => void, options: LogOptions = {}): string {
  const lines: string[] = []
  use(createLogger({ ...options, destination: { write: (line) => void lines.push(line) } }))
  return lines.join('')
}

describe('createLogger', () => {
  it('writes one JSON object a line, with level, time, fields and sentence', () => {
    const output = written((log) => log.child({ bot: 'main' }).warn({ key: 'k' }, 'said'))
    expect(JSON.parse(output)).to.include({ level: 40, bot: 'main', key: 'k', msg: 'said' })
    expect(output.match(/\n/g)).to.have.length(1)
  })

  it('is silent below its level', () => {
    expect(written((log) => log.debug('x'))).to.equal('')
    expect(written((log) => log.debug('x'), { level: 'debug' })).to.contain('"msg":"x"')
  })

  it('redacts secret fields, however deep', () => {
    const names = [
      'token',
      'encodingAESKey',
      'appSecret',
      'access_token',
      'accessToken',
      'msg_signature',
      'signature',
    ]
    for (const name of names) {
      const output = written((log) => {
        log.info({ [name]: 'hush', query: { [name]: 'hush' } }, 'x')
        log.child({ [name]: 'hush', a: [{ b: { [name]: 'hu\\"sh' } }] }).info('x')
        log.info({ [name]: ['hush', 'a]'], b: { [name]: { hush: '}' } }, c: { [name]: 5 } }, 'x')
        log.info({ [name]: `{"${name}":"hush` }, 'x')
      })
      expect(output, name).not.to.contain('hu')
      expect(output.match(/\[redacted\]/g), name).to.have.length(9)
      for (const line of output.trimEnd().split('\n')) expect(JSON.parse(line).msg).to.equal('x')
    }
  })

  describe('given secrets', () => {
    const leak = (secret: string, use: (log: Logger) => void, secrets = [secret]) => {
      const output = written(use, { secrets })
      for (const line of output.trimEnd().split('\n')) expect(() => JSON.parse(line)).not.to.throw()
      return output
    }

    it('redacts them wherever they stand', () => {
      const secret = 'spec4Token'
      const output = leak(secret, (log) => {
        const cause = new Error(`cause ${secret}`)
        log.info({ deep: { er: [`x${secret}x`] } }, `said ${secret}`)
        log.error({ err: new Error(`failed with ${secret}`, { cause }) }, 'x')
        log.child({ name: secret }).info(secret)
      })
      expect(output).not.to.contain(secret)
      expect(output.match(/\[redacted\]/g)?.length).to.be.at.least(6)
    })

    it('redacts one that JSON writes with escapes', () => {
      const secret = 'a"b\\c'
      expect(leak(secret, (log) => log.info({ x: secret }, `said ${secret}`))).not.to.match(/b\\+c/)
    })

    it('redacts them URL-encoded, and in base64 wherever a text of it begins', () => {
      const secret = 'c4nary/Tok en+9'
      const forms = ['', 'u', 'u:'].map((before) => btoa(`${before}${secret}:x`))
      const output = leak(secret, (log) => {
        log.info({ url: `/x?q=${encodeURIComponent(secret)}` }, forms.join(' '))
        log.error(
          { err: new Error(forms.join()) },
          encodeURIComponent(secret).replace(/%../g, (it) => it.toLowerCase()),
        )
      })
      for (const part of ['c4nary', 'en%2', ...forms.map((form) => form.slice(4, -6))]) {
        expect(output).not.to.contain(part)
      }
    })

    it('redacts all of the longer of two that begin alike', () => {
      const output = leak('x', (log) => log.info('abcdef'), ['abc', 'abcdef'])
      expect(output).not.to.contain('def')
    })

    it('leaves every line JSON, also for one of digits', () => {
      const { time } = JSON.parse(leak('x', (log) => log.info('said')))
      // The time of the next line begins with these digits, too; it is a number and stays.
      const digits = String(time).slice(0, 4)
      const { msg } = JSON.parse(leak(digits, (log) => log.info(`said ${digits}5`)))
      expect(msg).to.equal('said [redacted]5')
    })

    it('redacts one of digits behind a colon or a quote of a text, and in no number', () => {
      const output = leak(
        '12345',
        (log) => {
          log.info({ n: 12345, m: -12345.5 }, 'id:12345 and {"id":12345}')
        },
        ['12345'],
      )
      expect(JSON.parse(output)).to.deep.include({
        n: 12345,
        m: -12345.5,
        msg: 'id:[redacted] and {"id":[redacted]}',
      })
    })

    it('passes over those that would blot out the whole log', () => {
      expect(leak('e', (log) => log.info('level'), ['e', 'le', ''])).to.contain('"level"')
    })
  })

  it('masks what looks like a secret in texts, errors, headers and whatever was thrown', () => {
    const url = 'redis://bot:c4nary@10.0.0.1:6379/0'
    const headers = {
      Authorization: 'Bearer c4nary',
      'Set-Cookie': ['sid=c4nary'],
      'x-api-key': 'c4nary',
    }
    const output = written((log) => {
      log.error({ err: new Error(`GET /x?access_token=c4nary&y=1: ${url}`) }, url)
      log.error({ err: { why: 'thrown', headers } }, 'Authorization: Basic c4nary')
      log.info({ body: JSON.stringify({ body: JSON.stringify({ apiKey: 'c4nary' }) }) }, 'x')
      log.info(
        { connectionString: 'c4nary', maxTokens: 300, key: 'k' },
        'said "bearer c4naryc4nary"',
      )
    })
    expect(output).not.to.contain('c4nary')
    expect(output).to.contain('"maxTokens":300,"key":"k"').and.contain('@10.0.0.1:6379/0')
    for (const line of output.trimEnd().split('\n')) expect(() => JSON.parse(line)).not.to.throw()
  })

  it('leaves a line with nothing to hide as pino writes it', () => {
    const output = written((log) =>
      log.child({ a: 1 }).info({ a: 2, big: 12345678901234567890n }, 'x'),
    )
    expect(output).to.contain('"a":1,"a":2,"big":12345678901234567890')
  })

  it('keeps a line a line, whatever a user wrote', () => {
    const text = 'a\nb\r\nc\u2028d\u2029e\u0085f\u001b[31mg\u009b31m'
    const output = written((log) => {
      log.info({ content: text, [text]: 1 }, text)
      log.error({ err: new Error(text) }, 'x')
    })
    expect(output.trimEnd().split(/[\n\r\u2028\u2029\u0085]/)).to.have.length(2)
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these must not reach a terminal
    expect(output).not.to.match(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/)
    expect(JSON.parse(output.split('\n')[0] ?? '')).to.include({ content: text, msg: text })
  })

  it('escapes every mark that reorders text', () => {
    const marks = '\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069'
    for (const mark of marks) {
      const code = mark.charCodeAt(0).toString(16).padStart(4, '0')
      const output = written((log) => log.info(`a${mark}b`))
      expect(output, code).to.contain(`a\\u${code}b`)
    }
  })

  it('takes control characters out of errors, for printers that undo the JSON', () => {
    const error = new Error('a\u001b[2Jb', { cause: new Error('c\u0007d') })
    const { err } = JSON.parse(written((log) => log.error({ err: error }, 'x')))
    expect(err.message).to.equal('a?[2Jb')
    expect(err.stack).to.contain('a?[2Jb').and.to.contain('log.spec')
    expect(err.cause.message).to.equal('c?d')
  })

  it('writes of an error its name, code and cause, and none of what libraries hang on it', () => {
    const error = Object.assign(new TypeError('x'), { code: 'E_X', config: { url: 'https://u' } })
    const { err } = JSON.parse(written((log) => log.error({ err: error }, 'x')))
    expect(err).to.include({ type: 'TypeError', message: 'x', code: 'E_X' })
    expect(err).not.to.have.property('config')
    expect(JSON.parse(written((log) => log.error({ err: 'text' }, 'x'))).err).to.equal('text')
  })

  it('writes an error that is its own cause', () => {
    const error = new Error('round')
    error.cause = error
    let output = ''
    const write = () => {
      output = written((log) => log.error({ err: error }, 'x'))
    }
    expect(write).not.to.throw()
    expect(output).to.contain('round')
  })
})

describe('createSparseWarning', () => {
  it('warns once a minute and code, and says how often it did not', async () => {
    const clock = createSpecClock()
    const log = recordingLogger()
    const warn = createSparseWarning(log, clock)
    warn('A', { status: 403 }, 'a')
    warn('B', {}, 'b')
    for (let i = 0; i < 5; i += 1) warn('A', {}, 'a')
    await clock.advance(59_999)
    warn('A', {}, 'a')
    expect(log.lines).to.have.length(2)
    await clock.advance(1)
    warn('A', {}, 'a')
    warn('B', {}, 'b')
    const [first, second] = linesWith(log, 'a')
    expect(first?.fields).to.deep.equal({ code: 'A', status: 403 })
    expect(second?.fields).to.deep.equal({ code: 'A', suppressed: 6 })
    expect(linesWith(log, 'b')[1]?.fields).to.deep.equal({ code: 'B' })
  })
})
