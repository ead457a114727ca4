/** The request with which WeChat's console asks whether the bot knows the token. */
import { expect } from 'chai'
import { digestOfToken } from '#src/crypto/digest.js'
import type { Runtime } from '#src/pipeline/runtime.js'
import { verify } from '#src/pipeline/verify.js'
import { createMemoryStore } from '#src/store/memory.js'
import type { Incoming } from '#src/turn/push.js'
import { createSpecClock, failure, signedQuery, TOKEN } from '../fixtures.ts'
import { createParts, type PartsOptions } from '../parts.ts'
import { incomingOf } from './incoming.ts'

const GROUP = digestOfToken(TOKEN)

describe('verify a handshake', () => {
  const clock = createSpecClock()
  const parts = (options: Partial<PartsOptions> = {}): Runtime => createParts({ clock, ...options })
  let reads: number[]

  beforeEach(() => {
    reads = []
  })

  const handshake = (echostr: unknown, query = signedQuery()): Incoming => {
    return incomingOf(reads, { method: 'GET', query: { ...query, echostr } as Incoming['query'] })
  }

  it('gives back its echostr', async () => {
    for (const echostr of ['4375120948345356249', 'aZ09_=+/.-', 'x'.repeat(512)]) {
      const proven = await verify(handshake(echostr), parts())
      expect(proven).to.deep.equal({ type: 'handshake', echostr })
    }
    expect(reads).to.deep.equal([])
  })

  it('is refused without an echostr that may be echoed', async () => {
    for (const echostr of [undefined, '', ['1', '1'], '<script>', 'a b', 'x'.repeat(513), 'a\n']) {
      const error = await failure('BAD_ECHOSTR', () => verify(handshake(echostr), parts()))
      expect(error.status).to.equal(400)
    }
  })

  it('may come again, and is refused with the signature of a message', async () => {
    const store = createMemoryStore({ clock })
    const bot = parts({ store })
    const query = signedQuery()
    await verify(handshake('1', query), bot)
    expect(await verify(handshake('2', query), bot)).to.include({ echostr: '2' })
    const taken = signedQuery()
    await store.turns.bind(`${GROUP}|${taken.signature}`, 'a message', 1000)
    await failure('REPLAYED_SIGNATURE', () => verify(handshake('1', taken), bot))
    const unbound = parts({ store, bindSignatures: false })
    expect(await verify(handshake('1', taken), unbound)).to.include({ echostr: '1' })
  })

  it('is answered when the store fails', async () => {
    const store = createMemoryStore({ clock })
    const bind = () => Promise.reject(new Error('down'))
    const bot = parts({ store: { ...store, turns: { ...store.turns, bind } } })
    expect(await verify(handshake('1'), bot)).to.include({ echostr: '1' })
  })
})
