import { stripVTControlCharacters } from 'node:util'
import { createLogger } from '@wechatbot/core'
import { expect } from 'chai'
import { pretty } from '#src/terminal/pretty.js'

/** The line that a logger of the product writes. */
function lineOf(log: (logger: ReturnType<typeof createLogger>) => void): string {
  let line = ''
  const write = (text: string) => {
    line += text
  }
  log(createLogger({ level: 'trace', destination: { write } }))
  return line
}

const PLAIN = { colors: false, hidden: ['pid', 'hostname'] }

describe('a log line for people', () => {
  it('has the time of day, the level and the message', () => {
    const at = new Date(2026, 10, 28, 4, 5, 6, 78)
    const line = JSON.stringify({ level: 30, time: at.getTime(), msg: '你好' })
    expect(pretty(line, PLAIN)).to.equal('[04:05:06.078] INFO: 你好\n')
  })

  for (const level of ['trace', 'debug', 'info', 'warn', 'error'] as const) {
    it(`names the level ${level}`, () => {
      const line = lineOf((logger) => logger[level]('x'))
      expect(pretty(line, PLAIN)).to.match(
        new RegExp(`^\\[[\\d:.]{12}\\] ${level.toUpperCase()}: x\n$`),
      )
    })
  }

  it('has each other field on a line of its own, but no hidden one', () => {
    const line = lineOf((logger) => logger.warn({ bot: 'main', ms: 12, of: { a: [1] } }, 'slow'))
    const [, ...more] = pretty(line, { ...PLAIN, hidden: ['bot'] }).split('\n')
    expect(more).to.deep.equal([
      '    ms: 12',
      '    of: {',
      '      "a": [',
      '        1',
      '      ]',
      '    }',
      '',
    ])
  })

  it('shows an error as its stack, and what else the error has', () => {
    const err = Object.assign(new TypeError('no tea'), {
      code: 'EMPTY',
      cause: new Error('sold out'),
    })
    const text = pretty(
      lineOf((logger) => logger.error({ err }, 'failed')),
      PLAIN,
    )
    expect(text).to.match(/^ {4}err: TypeError: no tea\n {8}at .*pretty\.spec/m)
    expect(text).to.contain('\n        code: "EMPTY"\n')
    expect(text).to.contain('sold out').and.not.contain('"stack"')
  })

  it('has the same text with colours', () => {
    const line = lineOf((logger) =>
      logger.error({ bot: 'main', err: new Error('no tea') }, 'failed'),
    )
    const colored = pretty(line, { ...PLAIN, colors: true })
    expect(stripVTControlCharacters(colored)).to.equal(pretty(line, PLAIN))
  })

  it('leaves a line as it is that is no record of a log', () => {
    for (const line of ['text\n', '{"level":', '[]\n', 'null\n', '{"msg":"x"}\n']) {
      expect(pretty(line, PLAIN)).to.equal(line)
    }
  })
})
