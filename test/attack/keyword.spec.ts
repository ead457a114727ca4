/**
 * The keyword plugin's promises about time: what a rule's pattern may cost, and what many rules may.
 * Nothing here is compared with a clock, only with other work of the same run.
 */
import { createContext, Script } from 'node:vm'
import { expect } from 'chai'
import { capped, dangerOf, MAX_PATTERN_INPUT, toPattern } from '#keyword/dist/pattern.js'
import { AMBIGUOUS, GOOD } from '#keyword/test/dist/patterns.js'
import { measure, WORKLOADS } from '#keyword/test/dist/workload.js'

/** A search that tries each place of a text, which the plugin lets pass. */
const SEARCH = /.*x/u
/** The plugin refuses what takes four times as long as that search; the rest is room for a busy machine. */
const MAX_SEARCHES = 15
/** How long a pattern may run that should have been refused and does not end. */
const STUCK_MS = 10_000

/** A walk through all rules would cost a thousand times as much; caches alone make it two or three. */
const MAX_RATIO = 10

describe('a pattern of a rule', function () {
  this.timeout(60_000)

  for (const [written, pump, end = '\u0000'] of AMBIGUOUS) {
    it(`is refused, or fast on what is hard for it: ${written}`, () => {
      const pattern = toPattern(written)
      if (dangerOf(pattern) !== undefined) return
      const text = capped(pump.repeat(MAX_PATTERN_INPUT))
      const spoiled = text.slice(0, -1) + end
      const times = { search: Infinity, pattern: Infinity }
      // The fastest of some, by turns, because other processes want the processor too.
      for (let round = 0; round < 6; round += 1) {
        times.search = Math.min(times.search, timeOf(SEARCH, spoiled))
        times.pattern = Math.min(times.pattern, timeOf(pattern, round % 2 ? text : spoiled))
      }
      expect(times.pattern / times.search).to.be.below(MAX_SEARCHES)
    })
  }

  for (const written of GOOD) {
    it(`is let through: ${written}`, () => {
      expect(dangerOf(toPattern(written))).to.equal(undefined)
    })
  }
})

describe('a message to many rules', function () {
  this.timeout(60_000)

  for (const workload of WORKLOADS) {
    it(`is looked up with 100,000 of them as with 100, not walked through: ${workload}`, async () => {
      const [few, many] = await measure(workload, [100, 100_000], 15)
      const ratio = (many?.microseconds ?? Number.NaN) / (few?.microseconds ?? Number.NaN)
      expect(ratio).to.be.above(0).and.below(MAX_RATIO)
    })
  }
})

const SEARCHING = new Script('pattern.test(text)')

/** @throws what node:vm throws for a pattern that does not end. */
function timeOf(pattern: RegExp, text: string): number {
  const context = createContext({ pattern, text })
  const start = performance.now()
  SEARCHING.runInContext(context, { timeout: STUCK_MS })
  return performance.now() - start
}
