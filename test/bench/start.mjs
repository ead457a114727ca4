// How long a command takes that does nothing, and how long until a bot answers.
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { startServer, stopServer } from './process.mjs'
import { middle } from './ratios.mjs'
import { WECHATBOT, wechatbot } from './subjects.mjs'

/** A bot whose configuration is JSON. */
const START = wechatbot(
  'start',
  {},
  [],
  fileURLToPath(new URL('servers/start.json', import.meta.url)),
)

/** Milliseconds. Alternated, like the rounds. */
export async function measureStart(say, samples) {
  say('start-up       node, wechatbot --version, wechatbot start')
  const node = []
  const version = []
  const ready = []
  for (let i = 0; i < samples; i += 1) {
    node.push(timed(['-e', '0']))
    version.push(timed([WECHATBOT, '--version']))
    const server = await startServer(START)
    ready.push(await untilReady(server))
    await stopServer(server)
  }
  return { node: summary(node), version: summary(version), ready: summary(ready) }
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
