/**
 * The keyword plugin's promise about time: what many rules may cost. Nothing here is compared with a
 * clock, only with other work of the same run. What a text may cost is counted: test/steps.
 */
import { expect } from 'chai'
import { measure, WORKLOADS } from '#keyword/test/dist/workload.js'

/** A walk through all rules costs a thousand times as much. Caches make it two or three, on a busy machine eleven. */
const MAX_RATIO = 100

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
