// npm run profile: where a server, `wechatbot start` by default, spends its time under load, by stage and by function.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { createGenerator } from './generator.mjs'
import { folder, startRedis, startServer, stopServer } from './process.mjs'
import { groups } from './subjects.mjs'

const { values } = parseArgs({
  options: {
    only: { type: 'string', default: 'wechatbot plain' },
    messages: { type: 'string', default: '20000' },
    top: { type: 'string', default: '25' },
  },
})
const messages = Number(values.messages)
const file = join(folder, 'cpuprofile')

/** Whose a file is; the first that fits. */
const STAGES = [
  [/pipeline\/verify|crypto\/(signature|envelope|aes|cbc)/, 'verify'],
  [/pipeline\/parse|xml\/(scan|codec|fields)|message\/(read|kinds)/, 'parse'],
  [/packages\/redis|ioredis/, 'redis'],
  [/pipeline\/dedupe|store\/|message\/key|crypto\/digest|core\/dist\/turn/, 'dedupe'],
  [/pipeline\/(handle|run|answer)|chain\/|late\/|message\/fold/, 'handle'],
  [/plugins\//, 'plugin'],
  [/pipeline\/serialize|reply\/|xml\/write|xml-js/, 'serialize'],
  [/core\/dist\/(records|secrets)|cli\/dist\/(monitor|terminal)|pino|sonic|redact/, 'log'],
  [/core\/dist\/(pipeline|http|app|clock|soon)/, 'pipeline: http, clock'],
  [/core\/dist|cli\/dist/, 'core, the rest'],
  [/node_modules\/(koa|koa-compose|koa-router)\//, 'koa, koa-router'],
  [/node_modules\/(raw-body|bytes|iconv)/, 'raw-body'],
  [/node_modules\//, 'other packages'],
  [
    /^node:(_http|internal\/http|http|_stream|internal\/streams|net|stream|events)/,
    'node: http, net',
  ],
  [/^node:.*(timers|async_hooks|promises|task_queues)/, 'node: timers, ticks'],
  [/^node:.*crypto/, 'node: crypto'],
  [/^node:/, 'node: the rest'],
]

/** They call the stages, and do nothing for a message themselves that is worth a row. */
const CARRIERS = /core\/dist\/(pipeline\/index|http\/(batch|server)|app|soon)\.js$/

const found = Object.values(groups((await startRedis())?.url))
  .flat()
  .find(({ name }) => name.includes(values.only))
if (found === undefined) throw new Error(`no server is called "${values.only}"`)
const profiler = fileURLToPath(new URL('profiler.mjs', import.meta.url))
const subject = {
  ...found,
  command: ['--import', profiler, ...found.command],
  env: { ...found.env, BENCH_PROFILE: file },
}
const server = await startServer(subject)
const generator = createGenerator(64)
for (let i = 0; i < 2; i += 1) await generator.run(server, subject, messages)
server.child.kill('SIGUSR2')
await sleep(300)
const { cpu, rate } = await generator.run(server, subject, messages)
server.child.kill('SIGUSR2')
while (!existsSync(file)) await sleep(100)
await sleep(500)
generator.close()
await stopServer(server)

const { nodes, samples, timeDeltas } = JSON.parse(readFileSync(file, 'utf8'))
const frames = framesOf(nodes)
const stages = new Map()
const owners = new Map()
const functions = new Map()
samples.forEach((id, i) => {
  const { name, place, line, owner } = frames.get(id)
  // Nothing to do, and the profiler itself.
  if (name === '(idle)' || name === '(root)' || (name === 'dispatch' && place === '')) return
  const micros = timeDeltas[i] / messages
  add(stages, stageOf(name, place), micros)
  add(owners, owner, micros)
  add(functions, place === '' ? name : `${name}  ${place}:${line}`, micros)
})
const out = [
  `${subject.name}, profiled: ${cpu.toFixed(0)} µs/message, ${Math.round(rate)}/s`,
  '',
  'by who asked for it: libraries and natives count for the stage that called them, µs/message',
  ...lines(owners, owners.size),
  '',
  'self time by whose code it is, µs/message',
  ...lines(stages, stages.size),
  '',
  'self time by function, µs/message',
  ...lines(functions, Number(values.top)),
]
process.stdout.write(`${out.join('\n')}\n`)
process.exit(0)

/** Each frame with the stage it works for: of the log, else of our outermost file on the stack. */
function framesOf(all) {
  const found = new Map()
  const byId = new Map(all.map((node) => [node.id, node]))
  const visit = (node, parent) => {
    const { functionName, url, lineNumber } = node.callFrame
    const name = functionName || '(anonymous)'
    const place = url.replace(/^file:\/\/.*?\/(?=(packages|plugins|node_modules|test)\/)/, '')
    const stage = stageOf(name, place)
    const isOurs = /^(packages|plugins)\//.test(place) && !CARRIERS.test(place)
    const isOwned = parent?.isOwned || isOurs
    const owner = stage === 'log' || !parent?.isOwned ? stage : parent.owner
    found.set(node.id, { name, place, line: lineNumber + 1, owner, isOwned })
    for (const id of node.children ?? []) visit(byId.get(id), found.get(node.id))
  }
  visit(all[0])
  return found
}

function stageOf(name, place) {
  if (place === '') return name.startsWith('(') ? name : 'native'
  return STAGES.find(([shape]) => shape.test(place))?.[1] ?? 'the rest'
}

function add(map, key, micros) {
  map.set(key, (map.get(key) ?? 0) + micros)
}

function lines(map, count) {
  return [...map]
    .sort(([, a], [, b]) => b - a)
    .slice(0, count)
    .map(([key, micros]) => `${micros.toFixed(2).padStart(8)}  ${key}`)
}
