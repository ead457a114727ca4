import { expect } from 'chai'
import { resolveBot, resolveServer } from '#src/config/defaults.js'

describe('what a configuration leaves out', () => {
  it('of a bot is its name, path, mode and whether it can call the API', () => {
    expect(resolveBot({})).to.deep.equal({
      name: 'main',
      path: '/wechat',
      mode: 'plain',
      hasApi: false,
      timeZone: 'Asia/Shanghai',
      apiUrl: 'https://api.weixin.qq.com',
    })
  })

  it('goes by the key and the secret of the bot', () => {
    expect(resolveBot({ encodingAESKey: 'k' }).mode).to.equal('safe')
    expect(resolveBot({ encodingAESKey: 'k', mode: 'compat' }).mode).to.equal('compat')
    expect(resolveBot({ appSecret: 's' }).hasApi).to.equal(true)
    expect(resolveBot({ api: { accessToken: async () => 't' } }).hasApi).to.equal(true)
    expect(resolveBot({ api: { baseUrl: 'http://a' } })).to.include({
      hasApi: false,
      apiUrl: 'http://a',
    })
  })

  it('of the server is where it listens, and its grace', () => {
    expect(resolveServer()).to.deep.equal({ host: '0.0.0.0', port: 3000, graceMs: 10_000 })
    expect(resolveServer({ port: 80, graceMs: 0 })).to.include({ port: 80, graceMs: 0 })
  })
})
