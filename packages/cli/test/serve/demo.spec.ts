import { expect } from 'chai'
import { demoGuard } from '#src/serve/demo.js'

describe('the guard of the demo token', () => {
  it('names to a tunnel what lets WeChat in, and lets in the host that is named', () => {
    const headers = { host: 'abc.ngrok.io' }
    expect(demoGuard()(headers)).to.equal(
      'Host "abc.ngrok.io" is not this machine; use 127.0.0.1; behind a tunnel, set a token of your own (WECHAT_TOKEN) in place of the demo token, which is public, or name the host with wechatbot dev --allow-host NAME',
    )
    expect(demoGuard(['abc.ngrok.io'])(headers)).to.equal(undefined)
    expect(demoGuard()({ host: '127.0.0.1:3000' })).to.equal(undefined)
  })

  it('refuses a page of this machine, to which a tunnel is no help', () => {
    const headers = { host: 'localhost', origin: 'http://localhost' }
    expect(demoGuard()(headers)).to.contain('a page in a browser').and.not.contain('tunnel')
  })
})
