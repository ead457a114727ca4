/** Documents made to be slow, timed: what a count of steps (properties/xml.spec.ts) does not see. */
import { expect } from 'chai'
import fc from 'fast-check'
import { runs, slowDocument } from '../properties/fuzz.js'
import { work } from '../steps/xml.js'

const TIMES = 32
const SHORT = 2 * 1024
/** Room for a busy machine; what takes the square of the length takes TIMES times as long again. */
const MARGIN = 8
/** Less than this is noise. */
const LEAST_MS = 0.2

describe('a long document made to be slow', () => {
  it('takes time in proportion to its length', () => {
    fc.assert(
      fc.property(slowDocument, (written) => {
        const short = Math.max(LEAST_MS, timeOf(written(SHORT)))
        expect(timeOf(written(SHORT * TIMES)) / short).to.be.below(TIMES * MARGIN)
      }),
      runs(15),
    )
  }).timeout(60_000)
})

/** The fastest of four, because other processes want the processor too. */
function timeOf(xml: string): number {
  const run = work(xml)
  const times = Array.from({ length: 4 }, () => {
    const start = performance.now()
    run()
    return performance.now() - start
  })
  return Math.min(...times)
}
