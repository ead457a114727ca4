import { expect } from 'chai'
import { Generations } from '#src/store/generations.js'

const keys = (map: Generations<number>, upTo: number) => {
  return Array.from({ length: upTo }, (_, i) => i).filter((i) => map.get(`${i}`) !== undefined)
}

describe('Generations', () => {
  it('holds at most its limit, and at least the newest half of it', () => {
    const map = new Generations<number>(10)
    for (let i = 0; i < 1000; i += 1) {
      map.set(`${i}`, i)
      expect(map.size).to.be.at.most(10)
    }
    const kept = keys(map, 1000)
    expect(kept).to.include.members([995, 996, 997, 998, 999])
    expect(kept).to.have.length(map.size)
  })

  it('keeps an entry that is set again, with its new value', () => {
    const map = new Generations<number>(4)
    map.set('a', 1)
    for (let i = 0; i < 20; i += 1) {
      map.set('a', i)
      map.set(`${i}`, i)
    }
    expect(map.get('a')).to.equal(19)
  })

  it('forgets an entry that is deleted, however old', () => {
    const map = new Generations<number>(4)
    for (const key of ['a', 'b', 'c']) map.set(key, 1)
    map.delete('a')
    map.delete('c')
    expect([map.get('a'), map.get('b'), map.get('c')]).to.deep.equal([undefined, 1, undefined])
    expect(map.size).to.equal(1)
  })

  it('counts an entry once when it is set again', () => {
    const map = new Generations<number>(100)
    for (let i = 0; i < 60; i += 1) map.set('a', i)
    expect(map.size).to.equal(1)
    const small = new Generations<number>(4)
    for (const key of ['a', 'b', 'a']) small.set(key, 1)
    expect(small.size).to.equal(2)
  })

  it('keeps what must be kept, for as long as it must', () => {
    const map = new Generations<{ isNeeded: boolean }>(4, ({ isNeeded }) => isNeeded)
    const needed = { isNeeded: true }
    map.set('needed', needed)
    const fill = () => {
      for (let i = 0; i < 20; i += 1) map.set(`${i}`, { isNeeded: false })
    }
    fill()
    expect(map.get('needed')).to.equal(needed)
    needed.isNeeded = false
    fill()
    expect(map.get('needed')).to.equal(undefined)
  })

  it('keeps everything that must be kept, beyond its limit too', () => {
    const map = new Generations<number>(4, () => true)
    for (let i = 0; i < 50; i += 1) map.set(`${i}`, i)
    expect(keys(map, 50)).to.have.length(50)
  })
})
