/** Many rules are looked up, not walked through. In milliseconds: test/attack/keyword.spec.ts. */
import { expect } from 'chai'
import { WORKLOADS } from '#keyword/test/dist/workload.js'
import { countSteps } from './count.js'

/** By bisection a hundred times as many rules take two or three times as many steps; a walk takes a hundred. */
const MAX_RATIO = 5

describe('a message to many rules', () => {
  for (const workload of WORKLOADS) {
    it(`takes few more steps with 10,000 of them than with 100: ${workload}`, async () => {
      const [few = Number.NaN, many = Number.NaN] = await countSteps(
        { module: new URL('./keyword.js', import.meta.url).href, of: ['/plugins/keyword/dist/'] },
        [100, 10_000].map((rules) => ({ workload, rules })),
      )
      // One step a message at least, or nothing was counted.
      expect(few).to.be.above(300)
      expect(many / few).to.be.below(MAX_RATIO)
    })
  }
})
