// Changes core in small ways, and looks whether a spec notices: npm run test:mutation. Behind `--` go options of
// Stryker, such as --mutate packages/core/src/turn/turn.ts.
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { setPriority } from 'node:os'
import { resolve } from 'node:path'
import { survivorsOf, tableOf } from './report.mjs'

const { dirname } = import.meta
const repository = resolve(dirname, '../..')

/** Ends the run with the first program that fails. */
function run(command, args, cwd) {
  const { status } = spawnSync(command, args, { cwd, stdio: 'inherit' })
  if (status !== 0) process.exit(status ?? 1)
}

// It has the processor for minutes, and nobody waits for it.
setPriority(10)
if (!existsSync(`${dirname}/node_modules/.package-lock.json`)) {
  run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], dirname)
}
const stryker = `${dirname}/node_modules/@stryker-mutator/core/bin/stryker.js`
const config = `${dirname}/stryker.config.mjs`
run(process.execPath, [stryker, 'run', config, ...process.argv.slice(2)], repository)

const { files } = JSON.parse(readFileSync(`${repository}/.cache/mutation/report.json`, 'utf8'))
process.stdout.write(`\n${tableOf(files)}\n\n${survivorsOf(files)}`)
