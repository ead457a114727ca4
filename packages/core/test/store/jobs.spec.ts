import { expect } from 'chai'
import { WechatBotError } from '#src/errors.js'
import { jobErrorOf, jobPauseOf } from '#src/store/jobs.js'

describe('the error of a job', () => {
  it('is one line of at most 500 characters, whatever was thrown', () => {
    expect(jobErrorOf(new Error('no\n\n  answer'))).to.equal('no answer')
    expect(jobErrorOf('x'.repeat(501))).to.equal('x'.repeat(500))
    expect(jobErrorOf(undefined)).to.equal('undefined')
  })
})

describe('the pause after a failed run', () => {
  it('is that of the next try, and none after the last', () => {
    const error = new WechatBotError('API_FAILED', 'busy')
    expect([0, 1, 2].map((tries) => jobPauseOf(error, tries, [5, 30]))).to.deep.equal([
      5,
      30,
      undefined,
    ])
  })

  it('is none without an appSecret, which no later try has', () => {
    expect(jobPauseOf(new WechatBotError('NO_API', 'none'), 0, [5])).to.equal(undefined)
    const ofAnotherCore = Object.assign(new Error('none'), { code: 'NO_API' })
    expect(jobPauseOf(ofAnotherCore, 0, [5])).to.equal(undefined)
    expect(jobPauseOf(undefined, 0, [5])).to.equal(5)
  })
})
