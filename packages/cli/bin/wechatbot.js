#!/usr/bin/env node
// This file is committed as JavaScript, because npm links a bin before anything is built. It uses only syntax of
// Node.js 14.8, so that an old Node.js can read it and say which version is needed. The modules that it imports
// would be a SyntaxError there.
import { existsSync, mkdirSync, statSync } from 'node:fs'
import nodeModule, { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const require = createRequire(import.meta.url)
const { engines } = require('../package.json')
const needed = engines.node.replace('>=', '')
if (isOlder(process.versions.node, needed)) {
  process.stderr.write(tooOld(process.versions.node, process.argv.slice(2), process.env))
  process.exit(1)
}

keepCompiled(fileURLToPath(new URL('..', import.meta.url)))
if (!existsSync(new URL('../dist/main.js', import.meta.url))) buildCheckout()
// Not by import, which goes to other threads and back four times for each module: a sixth of the time of a start.
const { run } = require('../dist/main.js')
const { endWith, thisProcess } = require('../dist/invocation.js')
endWith(await run(thisProcess()))

/** In the language of the command, which is that of `--lang` or of the locale. Windows names none: then in both. */
function tooOld(version, args, { LC_ALL, LC_MESSAGES, LANG }) {
  const english = `wechatbot needs Node.js ${needed} or newer, and this is ${version}\n`
  const chinese = `wechatbot 需要 Node.js ${needed} 或更新的版本，现在是 ${version}\n`
  const locale = LC_ALL || LC_MESSAGES || LANG || ''
  const [, language = locale] = /^(?:.* )?--lang[= ](en|zh)(?: |$)/.exec(args.join(' ')) || []
  if (language === '') return english + chinese
  return /^zh/i.test(language) ? chinese : english
}

/** Compares two versions, each of three numbers. */
function isOlder(version, than) {
  const [own, other] = [version, than].map((each) => each.split('.').map(Number))
  const differs = own.findIndex((part, i) => part !== other[i])
  return differs !== -1 && own[differs] < other[differs]
}

/**
 * Lets Node.js from 22.8 on keep what V8 has compiled, for the next start. What is kept is run. So it is kept in the
 * folder of this package, for its owner only: root would leave files that the owner cannot remove.
 */
function keepCompiled(own) {
  if (nodeModule.enableCompileCache === undefined) return
  if (process.getuid !== undefined && statSync(own).uid !== process.getuid()) return
  const folder = join(own, 'node_modules', '.cache')
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    nodeModule.enableCompileCache(folder)
  } catch {
    // Nobody may write there, so nothing is kept.
  }
}

/** A checkout that was installed with --ignore-scripts has not been built yet. A published package is built. */
function buildCheckout() {
  const root = join(dirname(fileURLToPath(import.meta.url)), '../../..')
  if (!existsSync(join(root, 'tsconfig.json'))) return
  process.stderr.write('wechatbot is not built yet, building once ...\n')
  const { spawnSync } = require('node:child_process')
  const typescript = require.resolve('typescript/package.json')
  const tsc = join(dirname(typescript), 'bin/tsc')
  spawnSync(process.execPath, [tsc, '-b', root], { stdio: ['ignore', 2, 2] })
}
