// Measures the cost of a message by the number of rules: npx tsc -b && node --expose-gc scripts/cost.mjs
// Rules and texts are the same in every run. It prints the medians of interleaved rounds.
import { measure, WORKLOADS } from '../test/dist/workload.js'

const COUNTS = [100, 1_000, 10_000, 100_000]
const ROUNDS = 31

const rows = []
for (const workload of WORKLOADS) {
  const costs = await measure(workload, COUNTS, ROUNDS)
  for (const { rules, microseconds, buildMs, megabytes } of costs) {
    rows.push([
      workload,
      rules.toLocaleString('en'),
      microseconds.toFixed(2),
      (microseconds / costs[0].microseconds).toFixed(2),
      buildMs.toFixed(0),
      Math.max(0, megabytes).toFixed(1),
    ])
  }
}
const line = (cells) => `| ${cells.join(' | ')} |\n`
process.stdout.write(
  [
    line(['mode', 'rules', 'µs per message', 'ratio to 100', 'build, ms', 'index, MB']),
    line(['---', '--:', '--:', '--:', '--:', '--:']),
    ...rows.map(line),
  ].join(''),
)
