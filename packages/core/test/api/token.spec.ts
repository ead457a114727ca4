import type { ManualClock } from '@wechatbot/simulator'
import { expect } from 'chai'
import { Account } from '#src/account.js'
import { ApiError } from '#src/api/error.js'
import type { ApiRequest, Exchange } from '#src/api/exchange.js'
import { createTokenSource, type TokenSource } from '#src/api/token.js'
import { createMemoryStore } from '#src/store/memory.js'
import { createSpecClock, failure } from '../fixtures.ts'

describe('the token source', () => {
  let clock: ManualClock
  let requests: ApiRequest[]
  let answer: () => Promise<Record<string, unknown>>
  let store: ReturnType<typeof createMemoryStore>

  const account = new Account({
    name: 'main',
    tokens: ['t'],
    mode: 'plain',
    appId: 'wx1',
    appSecret: 's',
  })
  const source = (): TokenSource => {
    const json = (request: ApiRequest) => {
      requests.push(request)
      return answer()
    }
    const exchange: Exchange = { json, download: () => Promise.reject(new Error('no')) }
    return createTokenSource({ account, clock, values: store.values, exchange })
  }

  beforeEach(() => {
    clock = createSpecClock()
    store = createMemoryStore({ clock })
    requests = []
    answer = async () => ({ access_token: `v${requests.length}`, expires_in: 7200 })
  })

  it('asks for a stable token, without force', async () => {
    expect(await source().get()).to.deep.include({ value: 'v1' })
    expect(requests).to.deep.equal([
      {
        method: 'POST',
        path: '/cgi-bin/stable_token',
        body: {
          grant_type: 'client_credential',
          appid: 'wx1',
          secret: 's',
          force_refresh: false,
        },
      },
    ])
  })

  it('renews once for everybody who was refused, early or late', async () => {
    const tokens = source()
    const first = await tokens.get()
    const renewed = await Promise.all([tokens.renew(first), tokens.renew(first)])
    // Somebody whose request took longer is refused with the first one only now.
    renewed.push(await tokens.renew(first))
    expect(renewed.map(({ value }) => value)).to.deep.equal(['v2', 'v2', 'v2'])
    expect(requests).to.have.length(2)
  })

  it('counts a renewal by which WeChat gives the same token again', async () => {
    answer = async () => ({ access_token: 'same', expires_in: 7200 })
    const tokens = source()
    const first = await tokens.get()
    const [one, two] = await Promise.all([tokens.renew(first), tokens.renew(first)])
    expect(one).to.equal(two)
    expect(one).to.include({ value: 'same' })
    expect(one.serial).to.be.above(first.serial)
  })

  it('keeps a final failure for three seconds, and an outage not at all', async () => {
    const endpoint = 'POST /cgi-bin/stable_token'
    const tokens = source()
    answer = () => Promise.reject(new ApiError({ endpoint, errcode: 40125, errmsg: 'x' }))
    for (let i = 0; i < 3; i += 1) await failure('API_FAILED', () => tokens.get())
    expect(requests).to.have.length(1)
    await clock.advance(3000)
    answer = () => Promise.reject(new ApiError({ endpoint, errcode: -1, errmsg: 'x' }))
    for (let i = 0; i < 3; i += 1) await failure('API_FAILED', () => tokens.get())
    expect(requests).to.have.length(4)
  })

  for (const [what, wrong] of [
    ['nothing', {}],
    ['a number', { access_token: 1, expires_in: 7200 }],
    ['no life', { access_token: 'x' }],
  ] as const) {
    it(`takes ${what} for no token`, async () => {
      answer = async () => wrong
      const error = await failure('API_FAILED', () => source().get())
      expect(error.message).to.contain('expected access_token and expires_in')
    })
  }

  it('goes on with what it knows while the store is away', async () => {
    const tokens = source()
    await tokens.get()
    await store.values.delete('token:wx1')
    expect(await tokens.get()).to.include({ value: 'v1' })
    expect(requests).to.have.length(1)
  })

  it('takes what another instance has fetched meanwhile', async () => {
    const [here, there] = [source(), source()]
    const first = await here.get()
    expect(await there.get()).to.deep.equal(first)
    const second = await there.renew(first)
    expect(await here.get()).to.deep.equal(second)
    expect(await here.renew(first)).to.deep.equal(second)
    expect(requests).to.have.length(2)
  })
})
