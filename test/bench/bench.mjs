// npm run bench: servers side by side, each in a process of its own. Prints, and judges nothing;
// only a wrong answer fails.
import { writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { createGenerator } from './generator.mjs'
import { measureMicro } from './micro.mjs'
import { residentMb, startRedis, startServer, stopServer } from './process.mjs'
import { best, median, ratios } from './ratios.mjs'
import { markdown, terminal } from './report.mjs'
import { measureStart } from './start.mjs'
import { groups } from './subjects.mjs'
import { svg } from './svg.mjs'

/** Messages before each round that are not measured. */
const AWAKE = 2000
/** How long all servers of a group rest before their memory is looked at. */
const IDLE_MS = 30_000

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    messages: { type: 'string', default: '20000' },
    connections: { type: 'string', default: '64' },
    only: { type: 'string' },
    json: { type: 'string' },
    svg: { type: 'string' },
    quick: { type: 'boolean', default: false },
    markdown: { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h', default: false },
  },
})
if (values.help) {
  process.stdout.write(`npm run bench -- [options]
  --rounds N       alternated rounds (5; at least 3 for figures worth keeping)
  --messages N     per server and round (20000)
  --connections N  kept open, one message in flight on each (64)
  --only NAME      servers whose name contains NAME; no micro-benchmarks
  --quick          2 rounds of 2000, to see that it works
  --markdown       the tables as docs/performance.md has them
  --json FILE      everything, round by round
  --svg FILE       a plot
`)
  process.exit(0)
}
const rounds = values.quick ? 2 : whole('rounds')
const messages = values.quick ? 2000 : whole('messages')
const connections = whole('connections')
const say = (line) => process.stderr.write(`${line}\n`)

try {
  const result = await measure()
  if (values.json) writeFileSync(values.json, `${JSON.stringify(result, null, 2)}\n`)
  if (values.svg) writeFileSync(values.svg, svg(result))
  process.stdout.write(values.markdown ? markdown(result) : terminal(result))
  process.exit(0)
} catch (error) {
  say(`bench: ${error.message}`)
  process.exit(1)
}

async function measure() {
  const redis = await startRedis()
  if (redis === undefined) say('no redis-server here: the rows with Redis are left out')
  const chosen = Object.entries(groups(redis?.url))
    .map(([group, all]) => [group, all.filter(({ name }) => name.includes(values.only ?? ''))])
    .filter(([, subjects]) => subjects.length > 0)
  if (chosen.length === 0) {
    redis?.child.kill()
    throw new Error(`no server is called "${values.only}"; see docs/performance.md for their names`)
  }
  const generator = createGenerator(connections)
  const servers = []
  for (const [group, subjects] of chosen) {
    servers.push(...(await measureGroup(group, subjects, generator)))
  }
  generator.close()
  redis?.child.kill()
  const isWhole = values.only === undefined
  const start = isWhole ? await measureStart(say, values.quick ? 3 : 15) : undefined
  const micro = isWhole ? await measureMicro(say, values.quick ? 3 : 15) : undefined
  return {
    date: new Date().toISOString(),
    node: process.version,
    machine: `${cpus().length} x ${cpus()[0]?.model.trim()}`,
    settings: { rounds, messages, connections },
    servers,
    start,
    micro,
    ratios: ratios(servers, start, micro),
  }
}

async function measureGroup(group, subjects, generator) {
  const rows = []
  for (const subject of subjects) {
    const server = await startServer(subject)
    rows.push({ subject, server, rounds: [], memory: { start: residentMb(server.pid) } })
  }
  for (const { subject, server } of rows) {
    say(`warm-up        ${subject.name}`)
    // A first, slow part, and one at full speed: the optimising compiler wants both.
    await generator.run(server, subject, Math.min(2000, messages), true)
    await generator.run(server, subject, messages)
  }
  for (let round = 1; round <= rounds; round += 1) {
    for (const { subject, server, rounds: done } of rows) {
      // It has rested while the others ran, and V8 forgets code in a quiet time.
      await generator.run(server, subject, Math.min(AWAKE, messages))
      const figures = await generator.run(server, subject, messages)
      done.push(figures)
      say(
        `round ${round} of ${rounds}   ${subject.name}: ${figures.cpu.toFixed(1)} µs, ${Math.round(figures.rate)}/s`,
      )
    }
  }
  if (!values.quick) {
    say(`memory         after ${IDLE_MS / 1000} s idle`)
    await sleep(IDLE_MS)
    for (const { server, memory } of rows) memory.idle = residentMb(server.pid)
  }
  for (const { server } of rows) await stopServer(server)
  return rows.map(({ subject, rounds: done, memory }) => ({
    group,
    name: subject.name,
    best: best(done),
    median: median(done),
    rounds: done,
    memory,
  }))
}

function whole(name) {
  const value = Number(values[name])
  if (Number.isInteger(value) && value > 0) return value
  say(`bench: --${name}: expected a whole number above 0, got "${values[name]}"`)
  process.exit(2)
}
