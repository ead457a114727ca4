#!/usr/bin/env node
// Committed JavaScript: npm links a bin before anything is built. Node.js since 14.8 reads it, and is told
// what is needed: what it imports would be a SyntaxError there.
import { createRequire } from 'node:module'

const { engines } = createRequire(import.meta.url)('../package.json')
const needed = engines.node.replace('>=', '')
if (isOlder(process.versions.node, needed)) {
  process.stderr.write(
    `create-wechatbot needs Node.js ${needed} or newer, and this is ${process.versions.node}\n`,
  )
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

/** Of versions with three numbers. */
function isOlder(version, than) {
  const [own, other] = [version, than].map((each) => each.split('.').map(Number))
  const differs = own.findIndex((part, i) => part !== other[i])
  return differs !== -1 && own[differs] < other[differs]
}
