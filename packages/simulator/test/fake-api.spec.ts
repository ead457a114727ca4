import { request } from 'node:http'
import { createFakeApi, type FakeApi } from '@wechatbot/simulator'
import { expect } from 'chai'
import { Kept, MAX_KEPT, MAX_KEPT_BYTES } from '#src/fake-api/kept.js'

describe('the fake API', () => {
  let api: FakeApi

  beforeEach(async () => {
    api = await createFakeApi({ appId: 'wxFake', appSecret: 'a-secret' })
  })
  afterEach(() => api.close())

  const ask = (headers: Record<string, string | number>, body = '') =>
    new Promise<number | undefined>((resolve, reject) => {
      const url = `${api.url}/cgi-bin/stable_token`
      request(url, { method: 'POST', headers, agent: false }, (res) => {
        resolve(res.resume().statusCode)
      })
        .on('error', reject)
        .end(body)
    })

  it('answers no page of a browser, and no other name for this machine', async () => {
    expect(await ask({ host: 'evil.example' })).to.equal(403)
    expect(await ask({ origin: 'https://evil.example' })).to.equal(403)
    expect(await ask({ 'sec-fetch-site': 'cross-site' })).to.equal(403)
    expect(api.calls).to.deep.equal([])
    expect(await ask({})).to.equal(200)
    expect(api.calls).to.have.length(1)
  })

  it('takes no body above what WeChat takes', async () => {
    const bytes = 11 * 1024 * 1024
    expect(await ask({ 'content-length': bytes }, ' '.repeat(bytes))).to.equal(200)
    expect(await ask({ 'content-length': bytes + 1 }, ' '.repeat(bytes + 1))).to.equal(413)
    expect(api.calls).to.have.length(1)
  })
})

describe('what the fake API keeps', () => {
  it('is the newest, by number', () => {
    const kept = new Kept<number>()
    for (let i = 0; i < MAX_KEPT; i += 1) expect(kept.add(i, 1)).to.deep.equal([])
    expect(kept.add(MAX_KEPT, 1)).to.deep.equal([0])
    expect(kept.items).to.have.length(MAX_KEPT)
    expect(kept.items.at(-1)).to.equal(MAX_KEPT)
  })

  it('is the newest, by bytes', () => {
    const kept = new Kept<string>()
    kept.add('a', 1)
    kept.add('b', MAX_KEPT_BYTES - 1)
    expect(kept.items).to.deep.equal(['a', 'b'])
    expect(kept.add('c', MAX_KEPT_BYTES)).to.deep.equal(['a', 'b'])
    expect(kept.add('d', MAX_KEPT_BYTES + 1)).to.deep.equal(['c', 'd'])
    expect(kept.items).to.deep.equal([])
  })
})
