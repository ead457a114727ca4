// Run in the sandbox: makes the names of our packages mean its own copies, and builds them. Whatever else they
// import is found in the node_modules of the repository, above the sandbox.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs'
import { dirname, resolve } from 'node:path'

const repository = resolve('../../..')
const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8'))

for (const [path, { link, resolved }] of Object.entries(packages)) {
  if (!link) continue
  mkdirSync(dirname(path), { recursive: true })
  symlinkSync(resolve(resolved), path)
  const own = resolve(repository, resolved, 'node_modules')
  if (existsSync(own)) symlinkSync(own, `${resolved}/node_modules`)
}

const { status } = spawnSync(`${repository}/node_modules/.bin/tsc`, ['-b'], { stdio: 'inherit' })
process.exitCode = status ?? 1
