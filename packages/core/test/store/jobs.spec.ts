import { expect } from 'chai'
import { jobErrorOf } from '#src/store/jobs.js'

describe('the error of a job', () => {
  it('is one line of at most 500 characters, whatever was thrown', () => {
    expect(jobErrorOf(new Error('no\n\n  answer'))).to.equal('no answer')
    expect(jobErrorOf('x'.repeat(501))).to.equal('x'.repeat(500))
    expect(jobErrorOf(undefined)).to.equal('undefined')
  })
})
