/** Work to be counted: the first rule of many for each of some messages. */
import { createRuleset } from '#keyword/dist/ruleset.js'
import { createRules, createTexts, type Workload } from '#keyword/test/dist/workload.js'

export const work = ({ workload, rules }: { workload: Workload; rules: number }) => {
  const placed = createRules(workload, rules).map((rule, i) => ({
    rule,
    place: () => `rules[${i}]`,
  }))
  const ruleset = createRuleset(placed, false, () => {
    throw new Error('a workload has words only')
  })
  const texts = createTexts(workload, 300)
  return () => {
    for (const text of texts) ruleset.find({ kind: 'text', text, from: 'oA' }).next()
  }
}
