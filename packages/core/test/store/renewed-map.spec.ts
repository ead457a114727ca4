import { expect } from 'chai'
import { RenewedMap } from '#src/store/renewed-map.js'

describe('a renewed Map', () => {
  it('finds, counts and deletes entries', () => {
    const entries = new RenewedMap<string, number>()
    entries.set('a', 1)
    entries.set('b', 2)
    entries.set('a', 3)
    expect([entries.size, entries.get('a'), entries.has('b')]).to.deep.equal([2, 3, true])
    expect([entries.delete('b'), entries.delete('b')]).to.deep.equal([true, false])
    expect([entries.size, entries.get('b'), entries.has('b')]).to.deep.equal([1, undefined, false])
  })

  it('keeps their order, whatever was deleted before', () => {
    const entries = new RenewedMap<number, string>()
    for (let i = 0; i < 2000; i += 1) entries.set(i, `value ${i}`)
    for (let i = 0; i < 2000; i += 1) if (i % 400 !== 7) entries.delete(i)
    expect([...entries]).to.deep.equal([
      [7, 'value 7'],
      [407, 'value 407'],
      [807, 'value 807'],
      [1207, 'value 1207'],
      [1607, 'value 1607'],
    ])
    expect([...entries.values()]).to.have.length(entries.size)
    entries.clear()
    expect([entries.size, [...entries]]).to.deep.equal([0, []])
  })
})
