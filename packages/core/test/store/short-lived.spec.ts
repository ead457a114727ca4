import { execFileSync } from 'node:child_process'
import { expect } from 'chai'
import { ShortLived } from '#src/store/short-lived.js'

/** Prints by how many bytes the old generation grows while 64 entries at a time come and go. */
const GROWTH = `
  import { getHeapSpaceStatistics } from 'node:v8'
  const { ShortLived } = await import(process.argv[1])
  const entries = process.argv[2] === 'Map' ? new Map() : new ShortLived()
  const places = Array.from({ length: 64 }, (_, i) => i)
  const comeAndGo = (rounds) => {
    for (let i = 0; i < rounds; i += 1) {
      for (const j of places) entries.set(i + ' ' + j, { kept: [i, j] })
      for (const j of places) entries.delete(i + ' ' + j)
    }
  }
  const oldBytes = () =>
    getHeapSpaceStatistics().find(({ space_name: name }) => name === 'old_space').space_used_size
  comeAndGo(500)
  // What is reached after two collections is old.
  for (let i = 0; i < 3; i += 1) gc({ type: 'minor' })
  const before = oldBytes()
  comeAndGo(2000)
  console.log(oldBytes() - before)
`

function growthOf(kind: 'Map' | 'ShortLived'): number {
  const options = ['--expose-gc', '--input-type=module', '-e', GROWTH]
  const file = import.meta.resolve('#src/store/short-lived.js')
  return Number(execFileSync(process.execPath, [...options, file, kind], { encoding: 'utf8' }))
}

describe('entries that come and go', () => {
  it('are found, counted and deleted', () => {
    const entries = new ShortLived<string, number>()
    entries.set('a', 1)
    entries.set('b', 2)
    entries.set('a', 3)
    expect([entries.size, entries.get('a'), entries.has('b')]).to.deep.equal([2, 3, true])
    expect([entries.delete('b'), entries.delete('b')]).to.deep.equal([true, false])
    expect([entries.size, entries.get('b'), entries.has('b')]).to.deep.equal([1, undefined, false])
  })

  it('keep their order, whatever was deleted before', () => {
    const entries = new ShortLived<number, string>()
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

  it('do not grow old with the tables of their Map, as they would in a Map alone', () => {
    expect(growthOf('ShortLived')).to.be.below(500_000)
    expect(growthOf('Map')).to.be.above(1_000_000)
  })
})
