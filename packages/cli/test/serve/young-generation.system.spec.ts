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
  const file = import.meta.resolve('#src/serve/young-generation.js')
  return Number(execFileSync(process.execPath, [...options, file, kind], { encoding: 'utf8' }))
}

describe('objects that many of their kind survive', () => {
  it('are made in the young generation, where V8 would make them in the old one', () => {
    expect(rangeOf('young')).to.be.below(500_000)
    expect(rangeOf('as it is')).to.be.above(2_000_000)
  })
})

/**
 * Prints the size of the young generation in MB: after a burst, after the quiet that follows, after a second burst. In a
 * burst, half of what is made survives a collection.
 */
const SIZES = `
  import { getHeapSpaceStatistics } from 'node:v8'
  import { setTimeout as sleep } from 'node:timers/promises'
  const { limitYoungGeneration, giveBackInQuiet } = await import(process.argv[1])
  const size = () =>
    getHeapSpaceStatistics().find(({ space_name: name }) => name === 'new_space').space_size / 2 ** 20
  const clock = { setTimeout, clearTimeout }
  if (process.argv[2] === 'limited') limitYoungGeneration()
  giveBackInQuiet(clock)
  let kept = []
  const burst = async () => {
    for (let i = 0; i < 2000; i += 1) {
      const made = Array.from({ length: 2000 }, (_, j) => ({ i, j, more: [i, j] }))
      kept = i % 40 === 0 ? [made] : [...kept, made]
      await new Promise((resolve) => setImmediate(resolve))
    }
    kept = []
    return size()
  }
  const first = await burst()
  for (let i = 0; i < 600 && size() > 4; i += 1) await sleep(100)
  console.log(JSON.stringify([first, size(), await burst()]))
  process.exit()
`

function sizes(kind: 'limited' | 'as it is'): readonly [number, number, number] {
  const options = ['--max-semi-space-size=16', '--input-type=module', '-e', SIZES]
  const file = import.meta.resolve('#src/serve/young-generation.js')
  return JSON.parse(execFileSync(process.execPath, [...options, file, kind], { encoding: 'utf8' }))
}

describe('the young generation of a process that serves', function () {
  // V8 looks at the last 5 s, by the machine's clock.
  this.timeout(180_000)

  it('grows to half of what V8 would take, gives it back in a quiet time, and grows again', () => {
    const [first, quiet, second] = sizes('limited')
    expect(first).to.be.within(15, 17)
    expect(quiet).to.be.below(4)
    expect(second).to.be.within(15, 17)
    expect(sizes('as it is')[0]).to.be.above(30)
  })
})
