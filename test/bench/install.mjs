// What stands beside us in the benchmark is installed when it is first wanted: npm test does without.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'

const { dirname } = import.meta
if (!existsSync(`${dirname}/node_modules/co-wechat`)) {
  process.stderr.write('installing co-wechat and others into test/bench ...\n')
  const options = { cwd: dirname, stdio: ['ignore', 2, 2] }
  const { status } = spawnSync('npm', ['ci', '--ignore-scripts', '--no-audit'], options)
  if (status !== 0) process.exit(1)
}
