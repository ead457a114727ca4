import type { ManualClock } from '@wechatbot/simulator'
import { expect } from 'chai'
import { createClient } from '#src/api/client.js'
import type { Remedy } from '#src/api/errcodes.js'
import { ApiError } from '#src/api/error.js'
import type { ApiRequest } from '#src/api/exchange.js'
import type { Token } from '#src/api/token.js'
import { createSpecClock } from '../fixtures.ts'

const endpoint = 'POST /x'

describe('the client', () => {
  let clock: ManualClock
  /** What happened, and when. */
  let did: string[]
  let outcomes: (ApiError | undefined)[]

  const failing = (retry: Remedy['retry'], errcode?: number) =>
    new ApiError({
      endpoint,
      errmsg: 'as the test says',
      ...(errcode === undefined ? { remedy: { retry, advice: 'none' } } : { errcode }),
    })

  /** Runs a call to its end, whatever it waits for. */
  const run = async (method: 'get' | 'post') => {
    const client = createClient({
      clock,
      token: {
        get: async () => tokenOf(1),
        renew: async ({ serial }) => {
          did.push(`renew ${serial}`)
          return tokenOf(serial + 1)
        },
      },
      exchange: {
        json: async ({ query }: ApiRequest) => {
          did.push(`${clock.monotonic() - 5000} ${query?.access_token}`)
          const outcome = outcomes.shift()
          if (outcome !== undefined) throw outcome
          return {}
        },
        download: () => Promise.reject(new Error('not here')),
      },
    })
    const work = method === 'get' ? client.get('/x') : client.post('/x', {})
    const end = work.then(
      () => void did.push('ok'),
      ({ message }: Error) => void did.push(message.replace(/.*?: /, '')),
    )
    await clock.advance(20_000)
    await end
    return did
  }

  beforeEach(() => {
    clock = createSpecClock()
    did = []
    outcomes = []
  })

  const FAILED = 'as the test says; none'

  it('tries again after half a second and a second, three times in all', async () => {
    outcomes = Array.from({ length: 9 }, () => failing('again'))
    expect(await run('post')).to.deep.equal(['0 v1', '500 v1', '1500 v1', FAILED])
  })

  it('repeats what may have been done once, and asks again what only asks', async () => {
    outcomes = Array.from({ length: 9 }, () => failing('once'))
    expect(await run('post')).to.deep.equal(['0 v1', '500 v1', FAILED])
    did.length = 0
    clock = createSpecClock()
    expect(await run('get')).to.deep.equal(['0 v1', '500 v1', '1500 v1', FAILED])
  })

  it('never repeats what may have been done twice', async () => {
    outcomes = [failing('again'), failing('once')]
    expect(await run('post')).to.deep.equal(['0 v1', '500 v1', FAILED])
  })

  it('renews the token once, without waiting, and tries on with it', async () => {
    outcomes = [failing('token', 40001), failing('again'), failing('again')]
    expect(await run('post')).to.deep.equal(['0 v1', 'renew 1', '0 v2', '500 v2', '1500 v2', 'ok'])
  })

  it('gives up when the new token is refused, too', async () => {
    outcomes = [failing('token', 42001), failing('token', 40014), undefined]
    const [first, renew, second, error, ...more] = await run('post')
    expect([first, renew, second]).to.deep.equal(['0 v1', 'renew 1', '0 v2'])
    expect(error).to.contain('40014')
    expect(more).to.deep.equal([])
  })

  it('does not wait for the next minute (45011)', async () => {
    outcomes = [failing('again', 45011)]
    expect(await run('post')).to.have.length(2)
  })
})

function tokenOf(serial: number): Token {
  return { value: `v${serial}`, serial, expiresAt: Number.POSITIVE_INFINITY }
}
