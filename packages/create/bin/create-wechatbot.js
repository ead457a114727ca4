#!/usr/bin/env node
// Committed JavaScript: npm links a bin before anything is built.
import { run } from '../dist/main.js'

process.exitCode = await run({
  args: process.argv.slice(2),
  cwd: process.cwd(),
  env: process.env,
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
})
