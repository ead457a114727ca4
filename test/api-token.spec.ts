/** The access token: fetched once for everybody, before it is needed. */
import { expect } from 'chai'
import { APP_SECRET, type Calling, countOf, STABLE, startCalling } from './calling.js'

const IPS = 'GET /cgi-bin/getcallbackip'
const MINUTE_MS = 60_000

describe('the access token', () => {
  let calling: Calling

  beforeEach(async () => {
    calling = await startCalling()
  })
  afterEach(() => calling.close())

  it('is fetched once, by 100 calls at the same time', async () => {
    const { api, bot, passing } = calling
    const { api: client } = bot()
    await passing(Promise.all(Array.from({ length: 100 }, () => client.callbackIps())))
    expect(countOf(api, IPS)).to.equal(100)
    expect(countOf(api, STABLE)).to.equal(1)
  })

  it('is fetched once again, when 100 calls at the same time are refused', async () => {
    const { api, bot, passing } = calling
    const { api: client } = bot()
    await passing(client.callbackIps())
    api.tokens.revoke()
    await passing(Promise.all(Array.from({ length: 100 }, () => client.callbackIps())))
    expect(countOf(api, IPS)).to.equal(201)
    expect(countOf(api, STABLE)).to.equal(2)
  })

  for (const errcode of [40001, 40014, 42001]) {
    it(`is renewed once after ${errcode}, and then it is final`, async () => {
      const { api, bot, passing, failing } = calling
      const { api: client } = bot()
      api.fail(IPS, { errcode }, 1)
      await passing(client.callbackIps())
      expect(countOf(api, STABLE)).to.equal(2)
      api.fail(IPS, { errcode }, 10)
      const before = countOf(api, IPS)
      const error = await failing(client.callbackIps())
      expect(error.errcode).to.equal(errcode)
      expect(error.message).to.contain('a new access token was fetched, and refused too')
      expect(countOf(api, IPS) - before).to.equal(2)
      expect(countOf(api, STABLE)).to.equal(3)
    })
  }

  it('is one over four instances on a store, also when it is refused', async () => {
    const { api, bot, passing } = calling
    const clients = Array.from({ length: 4 }, () => bot().api)
    const all = () =>
      Promise.all(clients.flatMap((client) => [client.callbackIps(), client.user('oA')]))
    await passing(all())
    expect(countOf(api, STABLE)).to.equal(1)
    api.tokens.revoke()
    await passing(all())
    expect(countOf(api, STABLE)).to.equal(2)
    await passing(all())
    expect(countOf(api, STABLE)).to.equal(2)
  })

  it('is one for several bots of an account, whatever they are called', async () => {
    const { api, bot, passing } = calling
    const clients = ['first', 'second'].map((name) => bot({ name }).api)
    await passing(Promise.all(clients.map((client) => client.callbackIps())))
    expect(countOf(api, STABLE)).to.equal(1)
  })

  it('is fetched in its last minutes, while everybody goes on with the old one', async () => {
    const { api, bot, clock, passing } = calling
    const { api: client } = bot()
    await passing(client.callbackIps())
    await clock.advance(115 * MINUTE_MS)
    await passing(client.callbackIps())
    expect(countOf(api, STABLE)).to.equal(1)
    await clock.advance(1.5 * MINUTE_MS)
    api.fail(STABLE, { delayMs: 3000 })
    const at = clock.now()
    await passing(client.callbackIps())
    expect(clock.now() - at).to.be.below(100)
    await clock.advance(0)
    await passing(clock.wait(4000))
    expect(countOf(api, STABLE)).to.equal(2)
    await clock.advance(5 * MINUTE_MS)
    // The first one is over by now: nothing but the second can have worked.
    await passing(client.callbackIps())
    expect(countOf(api, STABLE)).to.equal(2)
    expect(countOf(api, IPS)).to.equal(4)
  })

  it('is fetched once per expiry over four instances, for a day', async () => {
    const { api, bot, clock, passing } = calling
    const clients = Array.from({ length: 4 }, () => bot().api)
    for (let minutes = 0; minutes < 24 * 60; minutes += 20) {
      await passing(Promise.all(clients.map((client) => client.callbackIps())))
      await clock.advance(20 * MINUTE_MS)
    }
    expect(countOf(api, STABLE)).to.be.within(12, 13)
    expect(countOf(api, IPS)).to.equal(4 * 72)
  })

  it('survives a store that is away, and a lock whose owner is dead', async () => {
    const { api, bot, store, passing } = calling
    await store.values.setIfAbsent('token:wxCalling0000000001:lock', true, 10_000)
    await passing(bot().api.callbackIps())
    expect(countOf(api, STABLE)).to.equal(1)
    const away = () => Promise.reject(new Error('store away'))
    const values = { get: away, set: away, delete: away, setIfAbsent: away }
    const { api: client } = bot({ store: { ...store, values } })
    await passing(client.callbackIps())
    await passing(client.callbackIps())
    expect(countOf(api, STABLE)).to.equal(2)
  })

  it('is tried three times while WeChat is busy, for the first call and after a refusal', async () => {
    const { api, bot, passing } = calling
    const { api: client } = bot()
    api.fail(STABLE, { errcode: -1 }, 2)
    await passing(client.callbackIps())
    expect(countOf(api, STABLE)).to.equal(3)
    api.tokens.revoke()
    api.fail(STABLE, { errcode: -1 }, 2)
    await passing(client.callbackIps())
    expect(countOf(api, STABLE)).to.equal(6)
  })

  it('names a wrong secret, asks once, and shows it nowhere', async () => {
    const { api, bot, failing } = calling
    const { api: client } = bot({ appSecret: 'wr0ng-secret' })
    const errors = await Promise.all(
      Array.from({ length: 20 }, () => failing(client.callbackIps())),
    )
    for (const error of errors) {
      expect(error.message).to.contain('40125').and.contain('compare appSecret')
      expect(error.message).not.to.contain('wr0ng').and.not.contain(APP_SECRET)
    }
    expect(countOf(api, STABLE)).to.equal(1)
    api.fail(STABLE, { errcode: 40001 })
    const { message } = await failing(calling.bot({ name: 'b' }).api.callbackIps())
    expect(message).to.contain('40001').and.contain('compare appSecret')
    expect(message).not.to.contain('was fetched')
  })

  it('comes from a central token server, asked anew when WeChat refuses', async () => {
    const { api, bot, passing, failing } = calling
    const given: string[] = []
    const central = async () => {
      const { access_token: value } = api.tokens.legacy('wxCalling0000000001', APP_SECRET) as {
        access_token: string
      }
      given.push(given.length === 0 ? 'stale' : value)
      return given.at(-1) as string
    }
    const { api: client } = bot({ api: { accessToken: central } })
    await passing(client.callbackIps())
    expect(given).to.have.length(2)
    expect(countOf(api, STABLE)).to.equal(0)
    const bad = bot({ api: { accessToken: async () => '' } })
    expect((await failing(bad.api.callbackIps())).message).to.contain('an empty text')
  })

  it('makes an API of an account without an appSecret, too', async () => {
    const { api, clock, passing } = calling
    const { createBot } = await import('@wechatbot/core')
    const { access_token: value } = api.tokens.legacy('wxCalling0000000001', APP_SECRET) as {
      access_token: string
    }
    const accessToken = async () => value
    const bot = createBot({ token: 'no-secret', clock, api: { baseUrl: api.url, accessToken } })
    expect(await passing(bot.api.callbackIps())).to.have.length(2)
  })
})
