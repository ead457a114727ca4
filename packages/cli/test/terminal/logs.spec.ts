import { createLogger } from '@wechatbot/core'
import { expect } from 'chai'
import { withoutControls } from '#src/terminal/logs.js'

/** What a pretty printer reads of a line. */
function read(fields: object, message: string) {
  let line = ''
  const write = (text: string) => {
    line = text
  }
  createLogger({ destination: { write } }).info(fields, message)
  return JSON.parse(withoutControls(line)) as Record<string, string>
}

describe('a log line on its way to a terminal', () => {
  it('shows control characters instead of passing them on', () => {
    expect(read({ text: 'a\u001b[2J\u0007\r' }, 'x').text).to.equal('a\\u001b[2J\\u0007\\r')
    expect(read({}, 'a\u001b[2J').msg).to.equal('a\\u001b[2J')
  })

  it('shows what core has escaped, C1 controls and marks that reorder', () => {
    expect(read({ text: '\u009b2J\u202e' }, '\u0085')).to.deep.include({
      text: '\\u009b2J\\u202e',
      msg: '\\u0085',
    })
  })

  it('keeps a message on its line, and the lines of a stack', () => {
    const { msg, stack } = read({ stack: 'a\nb' }, 'one\n[00:00] INFO: two')
    expect(msg).to.equal('one\\n[00:00] INFO: two')
    expect(stack).to.equal('a\nb')
  })

  it('leaves backslashes, quotes and tabs as they are', () => {
    const text = 'C:\\new\\u001b "msg":"x\\n"}\t你好'
    expect(read({ text }, text)).to.deep.include({ text, msg: text })
  })
})
