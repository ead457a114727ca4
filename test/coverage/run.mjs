// What the specs of both kinds run of the sources: npm run coverage. The options of c8 are in package.json, the
// floor is here.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { resolve } from 'node:path'

const { dirname } = import.meta
const repository = resolve(dirname, '../..')
const FLOOR = ['--check-coverage', '--lines', '91', '--branches', '92']

/** Ends the run with the first program that fails. */
function run(command, args, cwd) {
  const { status } = spawnSync(command, args, { cwd, stdio: 'inherit' })
  if (status !== 0) process.exit(status ?? 1)
}

if (!existsSync(`${dirname}/node_modules/.package-lock.json`)) {
  run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], dirname)
}
const c8 = (...args) =>
  run(process.execPath, [`${dirname}/node_modules/c8/bin/c8.js`, ...args], repository)
c8('--reporter', 'none', 'npx', 'mocha', '--no-parallel', '--timeout', '120000')
c8('--no-clean', ...FLOOR, 'npm', 'run', '--silent', 'test:system', '--', '--no-parallel')
