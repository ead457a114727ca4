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
 * Prints the sizes of the young and of the old generation in MB: after a burst, after the quiet that follows, after a
 * second burst. In a burst, half of what is made survives a collection, and some of it grows old.
 */
const SIZES = `
  import { getHeapSpaceStatistics } from 'node:v8'
  import { setTimeout as sleep } from 'node:timers/promises'
  const { limitYoungGeneration } = await import(process.argv[1])
  const { giveBackInQuiet } = await import(process.argv[2])
  const sizeOf = (space) =>
    getHeapSpaceStatistics().find(({ space_name: name }) => name === space).space_size / 2 ** 20
  const sizes = () => ({ young: sizeOf('new_space'), old: sizeOf('old_space') })
  // It stands still, for one compaction is enough.
  const clock = { setTimeout, clearTimeout, monotonic: () => 0 }
  if (process.argv[3] === 'limited') limitYoungGeneration()
  giveBackInQuiet(clock)
  const before = sizeOf('old_space')
  let kept = []
  // One object on a page keeps it, unless the heap is compacted.
  const forEver = []
  const burst = async () => {
    for (let i = 0; i < 2000; i += 1) {
      const made = Array.from({ length: 2000 }, (_, j) => ({ i, j, more: [i, j] }))
      kept = i % 40 === 0 ? [made] : [...kept, made]
      if (i % 4 === 0) forEver.push(...made.filter((_, j) => j % 200 === 0))
      await new Promise((resolve) => setImmediate(resolve))
    }
    kept = []
    return sizes()
  }
  const first = await burst()
  // What V8 does alone is seen by now.
  if (process.argv[3] === 'as it is') {
    console.log(JSON.stringify([before, first]))
    process.exit()
  }
  const isLarge = ({ young, old }) => young > 4 || old > before + 2
  for (let i = 0; i < 600 && isLarge(sizes()); i += 1) await sleep(100)
  console.log(JSON.stringify([before, first, sizes(), await burst()]))
  process.exit()
`

interface Sizes {
  readonly young: number
  readonly old: number
}

function sizes(kind: 'limited' | 'as it is'): readonly [number, Sizes, Sizes?, Sizes?] {
  // V8's reducer may compact, too: when it sees fit.
  const heap = ['--max-semi-space-size=16', '--no-memory-reducer']
  const options = [...heap, '--input-type=module', '-e', SIZES]
  const files = ['young-generation', 'quiet'].map((name) =>
    import.meta.resolve(`#src/serve/${name}.js`),
  )
  const args = [...options, ...files, kind]
  return JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8' }))
}

describe('the memory of a process that serves', function () {
  // V8 looks at the last 5 s, by the machine's clock.
  this.timeout(180_000)

  it('grows to half of what V8 would take, is given back in a quiet time, and grows again', () => {
    const [before, first, quiet, second] = sizes('limited')
    expect(first.young).to.be.within(15, 17)
    expect(first.old).to.be.above(before + 4)
    expect(quiet?.young).to.be.below(4)
    expect(quiet?.old).to.be.below(before + 2)
    expect(second?.young).to.be.within(15, 17)
    expect(sizes('as it is')[1].young).to.be.above(30)
  })
})
