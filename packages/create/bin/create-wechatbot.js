#!/usr/bin/env node
// This file is committed as JavaScript, because npm links a bin before anything is built. It uses only syntax of
// Node.js 14.8, so that an old Node.js can read it and say which version is needed. The modules that it imports
// would be a SyntaxError there.
import { createRequire } from 'node:module'

const { engines } = createRequire(import.meta.url)('../package.json')
const needed = engines.node.replace('>=', '')
if (isOlder(process.versions.node, needed)) {
  process.stderr.write(tooOld(process.versions.node, process.argv.slice(2), process.env))
  process.exit(1)
}
const { run } = await import('../dist/main.js')

process.exitCode = await run({
  args: process.argv.slice(2),
  cwd: process.cwd(),
  env: process.env,
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
})

/** In the language of the command, which is that of `--lang` or of the locale. Windows names none: then in both. */
function tooOld(version, args, { LC_ALL, LC_MESSAGES, LANG }) {
  const english = `create-wechatbot needs Node.js ${needed} or newer, and this is ${version}\n`
  const chinese = `create-wechatbot 需要 Node.js ${needed} 或更新的版本，现在是 ${version}\n`
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
