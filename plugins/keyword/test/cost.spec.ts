import { expect } from 'chai'
import { measure, WORKLOADS } from './workload.js'

/** Rules cost what they cost to look up, not to walk through. */
const MAX_RATIO = 3

describe('the cost of a message', function () {
  this.timeout(60_000)

  for (const workload of WORKLOADS) {
    it(`is at most ${MAX_RATIO} times as much with 100,000 rules as with 100: ${workload}`, async () => {
      const [few, many] = await measure(workload, [100, 100_000], 15)
      const ratio = (many?.microseconds ?? Number.NaN) / (few?.microseconds ?? Number.NaN)
      expect(ratio).to.be.above(0).and.at.most(MAX_RATIO)
      expect(many?.buildMs).to.be.below(5000)
    })
  }
})
