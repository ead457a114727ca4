import { expect } from 'chai'
import { verify } from '#src/pipeline/verify.js'
import { createMemoryStore } from '#src/store/memory.js'
import type { Store } from '#src/store/types.js'
import { Bindings } from '#src/turn/binding.js'
import type { Incoming } from '#src/turn/push.js'
import { createSpecClock, failure, signedQuery, T0 } from '../fixtures.ts'
import { createParts } from '../parts.ts'

describe('a signature', () => {
  const clock = createSpecClock()
  const store = createMemoryStore({ clock })
  const bindings = new Bindings(store, 60_000)
  /** The Store, with these parts of its turns exchanged. */
  const withTurns = (turns: Partial<Store['turns']>): Store => ({
    ...store,
    turns: { ...store.turns, ...turns },
  })

  let signature: string
  beforeEach(() => {
    signature = signedQuery().signature
  })

  it('belongs to the first message that it brought, for as long as it is bound', async () => {
    expect(await bindings.bind(signature, 'a')).to.equal(true)
    expect(await bindings.bind(signature, 'a')).to.equal(true)
    expect(await bindings.bind(signature, 'b')).to.equal(false)
    await clock.advance(60_000)
    expect(await bindings.bind(signature, 'b')).to.equal(true)
  })

  it('left open belongs to what comes with it within 15 s, and afterwards to nobody', async () => {
    const { signature: other } = signedQuery()
    await bindings.leaveOpen(signature)
    await bindings.leaveOpen(other)
    await clock.advance(14_999)
    expect(await bindings.bind(signature, 'a')).to.equal(true)
    await clock.advance(1)
    expect(await bindings.bind(signature, 'a')).to.equal(true)
    expect(await bindings.bind(other, 'a')).to.equal(false)
  })

  it('is not bound by a Store that fails', async () => {
    const down = () => Promise.reject(new Error('down'))
    const broken = new Bindings(withTurns({ bind: down, leaveOpen: down }), 60_000)
    expect(await broken.bind(signature, 'a')).to.equal(true)
    await broken.leaveOpen(signature)
    await clock.advance(15_000)
    expect(await bindings.bind(signature, 'b')).to.equal(true)
  })

  it('is no business of the Store with bindSignatures: false', async () => {
    const asked: string[] = []
    const unbound = createParts({
      clock,
      bindSignatures: false,
      store: withTurns({
        bind: async () => asked.push('bind') > 0,
        leaveOpen: async () => void asked.push('leaveOpen'),
      }),
    })
    const incoming: Incoming = {
      method: 'POST',
      query: signedQuery(),
      headers: {},
      remoteAddress: () => '127.0.0.1',
      receivedAt: { now: T0, monotonic: 5000 },
      body: async () => Buffer.from([0xff]),
    }
    await failure('BAD_XML', () => verify(incoming, unbound))
    const query = { ...signedQuery(), echostr: '1' }
    await verify({ ...incoming, method: 'GET', query }, unbound)
    expect(asked).to.deep.equal([])
  })
})
