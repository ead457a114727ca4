import { execFileSync } from 'node:child_process'
import { expect } from 'chai'

/** Prints by how many bytes the old generation grows while 64 entries at a time come and go. */
const GROWTH = `
  import { getHeapSpaceStatistics } from 'node:v8'
  const { RenewedMap } = await import(process.argv[1])
  const entries = process.argv[2] === 'Map' ? new Map() : new RenewedMap()
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

function growthOf(kind: 'Map' | 'RenewedMap'): number {
  const options = ['--expose-gc', '--input-type=module', '-e', GROWTH]
  const file = import.meta.resolve('#src/store/renewed-map.js')
  return Number(execFileSync(process.execPath, [...options, file, kind], { encoding: 'utf8' }))
}

describe('a renewed Map', () => {
  it('lets no entry grow old with the tables that it has outgrown, as a Map does', () => {
    expect(growthOf('RenewedMap')).to.be.below(500_000)
    expect(growthOf('Map')).to.be.above(1_000_000)
  })
})
