import { expect } from 'chai'
import { Expiring } from '#src/store/expiring.js'

describe('a map whose entries end', () => {
  it('has an entry until its time is over, and sweeps it from then on', () => {
    let now = 0
    const map = new Expiring<number>(() => now)
    map.set('a', 1, 10)
    map.set('b', 2, 10)
    now = 9
    expect(map.get('a')).to.equal(1)
    now = 10
    expect(map.get('a')).to.equal(undefined)
    expect(map.size).to.equal(1)
    map.set('c', 3, 10)
    expect(map.size).to.equal(1)
  })

  it('lists its keys in the order in which they came', () => {
    const map = new Expiring<number>(() => 0)
    for (const key of ['b', 'a', 'b']) map.set(key, 1)
    expect([...map.keys()]).to.deep.equal(['b', 'a'])
  })

  it('is empty when it is cleared', () => {
    const map = new Expiring<number>(() => 0)
    map.set('a', 1)
    map.clear()
    expect(map.size).to.equal(0)
    expect(map.get('a')).to.equal(undefined)
  })

  it('sweeps what has ended in passing, and keeps what has no end', () => {
    let now = 0
    const map = new Expiring<number>(() => now)
    map.set('for ever', 1)
    for (let i = 0; i < 1000; i += 1) map.set(`short${i}`, i, 10)
    expect(map.size).to.equal(1001)
    now = 10
    for (let i = 0; i < 1100; i += 1) {
      now += 1
      map.set(`next${i}`, i, 10)
    }
    // What lives at one time, and as much again that has ended.
    expect(map.size).to.be.below(60)
    expect(map.get('for ever')).to.equal(1)
    expect(map.get('short0')).to.equal(undefined)
    expect(map.get('next1099')).to.equal(1099)
  })
})
