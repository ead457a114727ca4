import type { RequestListener } from 'node:http'
import { expect } from 'chai'
import { inBatches } from '#src/http/batch.js'

type Request = Parameters<RequestListener>

const upTo = (count: number) => Array.from({ length: count }, (_, i) => i)
/** The listener's own immediates were set before this one. */
const nextTurn = () => new Promise((resolve) => setImmediate(resolve))

describe('inBatches', () => {
  let begun: number[]
  let listener: RequestListener

  const bring = (number: number) => listener(...([{ number }, { number }] as unknown as Request))

  beforeEach(() => {
    begun = []
    listener = inBatches((req, res) => {
      const [{ number }, other] = [req, res] as unknown as { number: number }[] as [
        { number: number },
        { number: number },
      ]
      expect(other.number).to.equal(number)
      begun.push(number)
    })
  })

  it('begins a request that came alone in the same turn of the event loop', async () => {
    bring(0)
    expect(begun).to.deep.equal([])
    await nextTurn()
    expect(begun).to.deep.equal([0])
  })

  it('begins the requests of one turn together, in the order in which they came', async () => {
    for (const number of upTo(63)) bring(number)
    expect(begun).to.deep.equal([])
    await nextTurn()
    expect(begun).to.deep.equal(upTo(63))
  })

  it('begins 64 at once: they wait for no more', () => {
    for (const number of upTo(64)) bring(number)
    expect(begun).to.deep.equal(upTo(64))
  })

  it('begins the others of a batch although one of them throws', async () => {
    const failing = inBatches((req) => {
      const { number } = req as unknown as { number: number }
      if (number === 1) throw new Error('as asked')
      begun.push(number)
    })
    // The 64th request begins the batch in this call, so its failure can be caught here.
    const bringAll = () => {
      for (const number of upTo(64)) failing(...([{ number }, {}] as unknown as Request))
    }
    expect(bringAll).to.throw('as asked')
    await nextTurn()
    expect(begun).to.deep.equal(upTo(64).filter((number) => number !== 1))
  })

  it('begins each request once, also those that come after a full batch', async () => {
    for (const number of upTo(130)) bring(number)
    expect(begun).to.deep.equal(upTo(128))
    await nextTurn()
    expect(begun).to.deep.equal(upTo(130))
    await nextTurn()
    bring(130)
    await nextTurn()
    expect(begun).to.deep.equal(upTo(131))
  })

  it('keeps a request that comes while others are begun for the next turn', async () => {
    listener = inBatches((req) => {
      const { number } = req as unknown as { number: number }
      begun.push(number)
      if (number === 0) bring(2)
    })
    bring(0)
    bring(1)
    await nextTurn()
    expect(begun).to.deep.equal([0, 1])
    await nextTurn()
    expect(begun).to.deep.equal([0, 1, 2])
  })
})
