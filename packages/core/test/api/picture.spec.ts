import { createServer, type Server } from 'node:http'
import { expect } from 'chai'
import { fetchPicUrl } from '#src/api/picture.js'
import { failure } from '../fixtures.ts'

describe('fetchPicUrl', () => {
  let canary: Server
  let touched: number
  let looked: string[]

  before((done) => {
    canary = createServer(() => {})
    canary.on('connection', (socket) => {
      touched += 1
      socket.destroy()
    })
    canary.listen(0, '127.0.0.1', done)
  })
  after((done) => void canary.close(done))
  beforeEach(() => {
    touched = 0
    looked = []
  })

  const lookup = (address: string) => async (host: string) => {
    looked.push(host)
    return { address, family: address.includes(':') ? 6 : 4 }
  }

  for (const url of [
    'https://example.com/a.jpg',
    'https://qpic.cn.example.com/a.jpg',
    'https://xqpic.cn/a.jpg',
    'https://mmbiz.qpic.cn:8443/a.jpg',
    'https://user@mmbiz.qpic.cn/a.jpg',
    'https://127.0.0.1/a.jpg',
    'file:///etc/passwd',
    'ftp://mmbiz.qpic.cn/a.jpg',
    'javascript:alert(1)//qpic.cn',
    '//mmbiz.qpic.cn/a.jpg',
    '',
  ]) {
    it(`refuses ${url || 'nothing'}, unresolved`, async () => {
      const error = await failure('BAD_CALL', () => fetchPicUrl(url, { lookup: lookup('1.2.3.4') }))
      expect(error.message).to.match(/^picture not fetched: expected/)
      expect(looked).to.deep.equal([])
    })
  }

  it('refuses the canary’s port on WeChat’s host', async () => {
    const { port } = canary.address() as { port: number }
    const url = `http://mmbiz.qpic.cn:${port}/a.jpg`
    await failure('BAD_CALL', () => fetchPicUrl(url, { lookup: lookup('127.0.0.1') }))
    expect(touched).to.equal(0)
  })

  for (const address of [
    '127.0.0.1',
    '0.0.0.0',
    '10.1.2.3',
    '100.64.0.1',
    '169.254.169.254',
    '172.31.255.255',
    '192.168.1.1',
    '198.18.0.1',
    '224.0.0.1',
    '255.255.255.255',
    '::1',
    '::',
    '::ffff:127.0.0.1',
    '::ffff:7f00:1',
    '::FFFF:10.0.0.1',
    '64:ff9b::7f00:1',
    '2002:7f00:1::',
    '2001:0:7f00:1::',
    'fd00::1',
    'fe80::1',
    'ff02::1',
    '192.0.2.1',
    '198.51.100.1',
    '198.19.255.255',
    '203.0.113.1',
    '192.88.99.1',
    '240.0.0.1',
    '::7f00:1',
    '::10.0.0.1',
    '::ffff:0:10.0.0.1',
    '::ffff:169.254.169.254',
    '::ffff:192.0.2.1',
    '64:ff9b::10.0.0.1',
    '64:ff9b:1::1',
    '100::1',
    '2001:db8::1',
    '2001:20::1',
    '2002:a00:1::1',
    '3fff::1',
    'fec0::1',
    'feff::1',
    'fe80::1%eth0',
    'no address',
    '',
  ]) {
    it(`refuses a host that resolves to ${address}`, async () => {
      const error = await failure('BAD_CALL', () =>
        fetchPicUrl('http://mmbiz.qpic.cn/a.jpg', { lookup: lookup(address) }),
      )
      expect(error.message).to.contain('internal address')
      expect(looked).to.deep.equal(['mmbiz.qpic.cn'])
      expect(touched).to.equal(0)
    })
  }

  // The limit of 5 s and a caller's signal are one signal to all of it.
  it('does not wait for a look-up that is called off', async () => {
    const stop = new AbortController()
    const fetched = fetchPicUrl('https://wx.qlogo.cn/a', {
      lookup: () => new Promise(() => {}),
      signal: stop.signal,
    }).catch((error: unknown) => error)
    const reason = new Error('called off')
    stop.abort(reason)
    expect(await fetched).to.equal(reason)
  })

  it('passes on what a resolver says, and an abort', async () => {
    const lost = new Error('ENOTFOUND')
    const found = await fetchPicUrl('https://wx.qlogo.cn/a', {
      lookup: () => Promise.reject(lost),
    }).catch((error: unknown) => error)
    expect(found).to.equal(lost)
    const aborted = await fetchPicUrl('https://wx.qlogo.cn/a', {
      lookup: lookup('1.2.3.4'),
      signal: AbortSignal.abort(),
    }).catch((error: Error) => error)
    expect((aborted as Error).name).to.equal('AbortError')
  })
})
