#!/usr/bin/env node
// Committed JavaScript: npm links a bin before anything is built.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

process.setSourceMapsEnabled(true)

const main = new URL('../dist/main.js', import.meta.url)
if (!existsSync(main)) buildCheckout()
const { run } = await import(main.href)
const { endWith, thisProcess } = await import('../dist/invocation.js')
endWith(await run(thisProcess()))

/** A checkout installed with --ignore-scripts has not been built. A published package has. */
function buildCheckout() {
  const root = join(import.meta.dirname, '../../..')
  if (!existsSync(join(root, 'tsconfig.json'))) return
  process.stderr.write('wechatbot is not built yet, building once ...\n')
  const typescript = createRequire(import.meta.url).resolve('typescript/package.json')
  const tsc = join(dirname(typescript), 'bin/tsc')
  spawnSync(process.execPath, [tsc, '-b', root], { stdio: ['ignore', 2, 2] })
}
