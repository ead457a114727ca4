import { expect } from 'chai'
import { LocalBindings } from '#src/store/local-bindings.js'
import { createMemoryStore } from '#src/store/memory.js'
import { createSpecClock } from '../fixtures.ts'

const TTL_MS = 1000

describe('what a process knows of signatures besides a shared Store', () => {
  const alone = async (...signatures: readonly string[]) => {
    const bindings = new LocalBindings(createMemoryStore({ clock: createSpecClock() }).turns)
    for (const signature of signatures) await bindings.bindAlone(signature, 'a', TTL_MS)
    return bindings
  }

  it('is handed on by group, so that a group whose node is away delays no other', async () => {
    const bindings = await alone('dead|1', 'well|1', 'dead|2', 'well|2')
    const told: string[] = []
    const bind = async (signature: string) => {
      if (signature.startsWith('dead')) throw new Error('away')
      told.push(signature)
      return true
    }
    await bindings.handOn('well|key', bind)
    expect(told).to.deep.equal(['well|1', 'well|2'])
    // Nothing waits for these two.
    await bindings.handOn('well|key', bind)
    await bindings.handOn('other|key', bind)
    expect(told).to.have.length(2)
    const failed = await bindings.handOn('dead|key', bind).catch((error: Error) => error.message)
    expect(failed).to.equal('away')
  })

  it('is handed on once, also when many ask for it', async () => {
    const signatures = Array.from({ length: 500 }, (_, i) => `g|${i}`)
    const bindings = await alone(...signatures)
    const told: string[] = []
    const bind = async (signature: string) => {
      told.push(signature)
      await new Promise((resolve) => setImmediate(resolve))
      return true
    }
    await Promise.all(signatures.map((signature) => bindings.handOn(signature, bind)))
    await bindings.handOn('g|later', bind)
    expect(told).to.deep.equal(signatures)
  })

  it('asks by one alone whether the Store is back, and keeps what it has not taken', async () => {
    const bindings = await alone('g|1', 'g|2', 'g|3')
    const asked: string[] = []
    let isBack = false
    const bind = async (signature: string) => {
      asked.push(signature)
      if (!isBack) throw new Error('away')
      return true
    }
    await bindings.handOn('g|key', bind).catch(() => {})
    expect(asked).to.deep.equal(['g|1'])
    isBack = true
    await bindings.handOn('g|key', bind)
    expect(asked).to.deep.equal(['g|1', 'g|1', 'g|2', 'g|3'])
  })

  it('is not handed on where another owner had the signature before', async () => {
    const bindings = await alone('g|1')
    expect(await bindings.bindAlone('g|1', 'b', TTL_MS)).to.equal(false)
    const owners: string[] = []
    await bindings.handOn('g|key', async (_signature, owner) => owners.push(owner) > 0)
    expect(owners).to.deep.equal(['a'])
  })

  it('is the last 20,000 signatures of a group', async () => {
    const bindings = await alone(...Array.from({ length: 20_002 }, (_, i) => `g|${i}`))
    const told = new Set<string>()
    await bindings.handOn('g|key', async (signature) => told.add(signature).size > 0)
    expect(told.size).to.equal(20_000)
    expect([told.has('g|1'), told.has('g|2'), told.has('g|20001')]).to.deep.equal([
      ...[false, true, true],
    ])
    // What it has forgotten so is the Store's to judge again.
    expect(await bindings.note('g|1', 'b', TTL_MS)).to.equal(true)
    expect(await bindings.note('g|2', 'b', TTL_MS)).to.equal(false)
  })
})
