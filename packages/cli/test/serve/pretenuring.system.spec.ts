import { execFileSync } from 'node:child_process'
import { expect } from 'chai'

/** Prints by how many bytes the old generation grows and shrinks while 5000 objects at a time are made and forgotten. */
const RANGE = `
  import { getHeapSpaceStatistics } from 'node:v8'
  const { switchOffPretenuring } = await import(process.argv[1])
  if (process.argv[2] === 'young') switchOffPretenuring()
  const make = (i) => ({ key: i, kept: { i, more: [i, i + 0.5, i] } })
  const makeMany = () => Array.from({ length: 5000 }, (_, i) => make(i))
  const oldBytes = () =>
    getHeapSpaceStatistics().find(({ space_name: name }) => name === 'old_space').space_used_size
  for (let i = 0; i < 60; i += 1) makeMany()
  const seen = [oldBytes()]
  for (let i = 0; i < 100; i += 1) {
    makeMany()
    seen.push(oldBytes())
  }
  console.log(Math.max(...seen) - Math.min(...seen))
`

/** The young generation is full in the middle of each 5000. Code is optimised at once, however busy the machine is. */
function rangeOf(kind: 'young' | 'as it is'): number {
  const heap = ['--max-semi-space-size=1', '--no-concurrent-recompilation']
  const options = [...heap, '--input-type=module', '-e', RANGE]
  const file = import.meta.resolve('#src/serve/pretenuring.js')
  return Number(execFileSync(process.execPath, [...options, file, kind], { encoding: 'utf8' }))
}

describe('objects that many of their kind survive', () => {
  it('are made in the young generation, where V8 would make them in the old one', () => {
    expect(rangeOf('young')).to.be.below(500_000)
    expect(rangeOf('as it is')).to.be.above(2_000_000)
  })
})
