// How long a command takes that does nothing, and how long until a bot answers.
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { startServer, stopServer } from './process.mjs'
import { middle } from './ratios.mjs'
import { WECHATBOT, wechatbot } from './subjects.mjs'

/** A bot whose configuration is JSON. */
const CONFIG = fileURLToPath(new URL('servers/start.json', import.meta.url))
const START = wechatbot('start', {}, CONFIG)

/** Milliseconds. Alternated, like the rounds. */
export async function measureStart(say, samples) {
  say('start-up       node, and wechatbot: --version, check, start, send')
  const node = []
  const version = []
  const check = []
  const ready = []
  const send = []
  for (let i = 0; i < samples; i += 1) {
    node.push(timed(['-e', '0']))
    version.push(timed([WECHATBOT, '--version']))
    check.push(timed([WECHATBOT, 'check', '-c', CONFIG]))
    const server = await startServer(START)
    ready.push(await untilReady(server))
    const url = `http://127.0.0.1:${server.port}`
    send.push(timed([WECHATBOT, 'send', 'text', 'hi', '-c', CONFIG, '--url', url]))
    await stopServer(server)
  }
  const all = { node, version, check, ready, send }
  return Object.fromEntries(Object.entries(all).map(([name, list]) => [name, summary(list)]))
}

function timed(args) {
  const began = performance.now()
  const { status, stderr } = spawnSync(process.execPath, args)
  if (status !== 0) throw new Error(`node ${args.join(' ')} ended with ${status}: ${stderr}`)
  return performance.now() - began
}

/** From the start of the process to an answer of 200 on /ready. */
async function untilReady({ port, startedAt }) {
  for (;;) {
    const { status } = await fetch(`http://127.0.0.1:${port}/ready`)
    if (status === 200) return performance.now() - startedAt
  }
}

function summary(list) {
  return { best: Math.min(...list), median: middle(list) }
}
