/** A bot in a process of its own, whose handlers are as slow as the message says. */
import { type ChildProcess, spawn } from 'node:child_process'
import {
  existsSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ROOT } from '../root.js'
import { BIN } from '../running.js'
import { pause } from './sender.js'

export const TOKEN = 'faults-token'

/** Each account its own: a cluster keeps the messages of a token in one slot. */
export function tokenOf(account: number): string {
  return account === 0 ? TOKEN : `${TOKEN}-${account}`
}

export interface BotOptions {
  /** Bots of the process, at /b0, /b1 ...: each is an account. @default 1 */
  readonly accounts?: number
  readonly server?: object
  readonly store?: string
  /** Of every bot. */
  readonly bot?: object
  /** Of one bot each. */
  readonly bots?: readonly object[]
  /** Whether it has a job, of which `later COUNT MS` adds COUNT (a multiple of 50), due at once so much later. */
  readonly jobs?: boolean
  /** Options of the plugin ai, which is asked before the rest. @default it is not there */
  readonly ai?: object
  /** How far the process's clock is off; after SIGUSR2, how far it has jumped. */
  readonly skewMs?: number
  readonly jumpMs?: number
  readonly port?: number
  /** Where standard output goes instead of a file. `closed`: nowhere, its reader is gone. */
  readonly output?: 'closed' | '/dev/full'
}

export interface FaultBot {
  readonly port: number
  readonly pid: number
  readonly url: (account?: number) => string
  /** Lines of its log, as JSON. */
  readonly log: () => readonly Record<string, unknown>[]
  /** How often each message has run, by MsgId. */
  readonly runs: () => ReadonlyMap<string, number>
  /** Megabytes its heap holds after a collection. */
  readonly liveHeap: () => Promise<number>
  readonly signal: (signal: NodeJS.Signals) => void
  /** Resolves to exit code and milliseconds when it has ended. */
  readonly ended: Promise<{ readonly code: number | null; readonly at: number }>
  readonly isAlive: () => boolean
  readonly stop: () => Promise<void>
}

const configOf = ({
  accounts = 1,
  server = {},
  store,
  bot = {},
  bots = [],
  jobs = false,
  ai,
}: BotOptions) => `
import { openSync, writeSync } from 'node:fs'
const runs = openSync(new URL('./runs.txt', import.meta.url), 'a')
// Some microseconds, and SIGKILL does not undo it.
const note = (id) => void writeSync(runs, id + '\\n')
const waits = { name: 'waits', setup(scope) {
  const wait = (ms) => new Promise((done) => setTimeout(done, ms))
  const ran = (ctx) => note(ctx.message.MsgId)
  scope.on('event', (ctx) => {
    note('event ' + ctx.message.CreateTime + ctx.message.EventKey)
    return 'event ' + ctx.message.EventKey
  })
  scope.hears(/^wait (\\d+)/, async (ctx, match) => { ran(ctx); await wait(Number(match[1])); return 'done ' + ctx.message.Content })
  scope.hears(/^block (\\d+)/, (ctx, match) => { ran(ctx); const end = Date.now() + Number(match[1]); while (Date.now() < end); return 'done ' + ctx.message.Content })
  scope.hears(/^who (\\d+)/, async (ctx, match) => { ran(ctx); await wait(Number(match[1])); return 'pid ' + process.pid })
  scope.hears(/^grow (\\d+) (\\d+)/, (ctx, match) => { ran(ctx); return (async function* () {
    for (let i = 1; i <= Number(match[1]); i += 1) { await wait(Number(match[2])); yield '第' + i + '句，说的是茶。' }
  })() })
  scope.hears(/^api/, async (ctx) => { ran(ctx); await ctx.api.callbackIps(); return 'done ' + ctx.message.Content })
  scope.hears('die', (ctx) => { ran(ctx); process.kill(process.pid, 'SIGKILL'); return new Promise(() => {}) })
  scope.hears('late throw', (ctx) => { ran(ctx); setTimeout(() => { Promise.reject(new Error('in a timer')) }, 5); return 'done' })
  scope.hears('never', (ctx) => { ran(ctx); return new Promise(() => {}) })
  if (${jobs}) {
    const job = scope.job('note', async (i) => { note('job ' + i); await wait(50) })
    scope.hears(/^later (\\d+) (\\d+)/, async (ctx, match) => {
      const at = new Date(Date.now() + Number(match[2]))
      for (let i = 0; i < Number(match[1]); i += 50) {
        await Promise.all(Array.from({ length: 50 }, (_, j) => job.at(at, i + j, { id: 'n' + (i + j) })))
      }
      return 'done'
    })
  }
  scope.on('text', (ctx) => { ran(ctx); return ctx.message.Content })
} }
export default {
  server: { host: '127.0.0.1', ...${JSON.stringify(server)} },
  ${store === undefined ? '' : `store: ${JSON.stringify(store)},`}
  bots: Array.from({ length: ${accounts} }, (_, i) => ({ name: 'b' + i, path: '/b' + i, appId: 'wxfaults' + i,
    token: i === 0 ? '${TOKEN}' : '${TOKEN}-' + i, late: ['hold', 'mailbox'], plugins: [${ai === undefined ? '' : `['ai', ${JSON.stringify(ai)}], `}waits], ...${JSON.stringify(bot)}, ...${JSON.stringify(bots)}[i] })),
}
`

/** What the bot writes when it is asked what its heap holds. */
const probeOf = (file: string) => `
import { writeFileSync } from 'node:fs'
process.on('SIGWINCH', () => {
  for (let i = 0; i < 3; i += 1) gc()
  writeFileSync(${JSON.stringify(file)}, String(process.memoryUsage().heapUsed / 1024 ** 2))
})
`

/** Only what tells the time of day is off; monotonic clocks never are. */
const clockOf = ({ skewMs = 0, jumpMs }: BotOptions) =>
  skewMs === 0 && jumpMs === undefined
    ? ''
    : `
let skew = ${skewMs}
const now = Date.now
const shifted = () => now() + skew
globalThis.Date = class extends Date {
  constructor(...args) { if (args.length === 0) super(shifted()); else super(...args) }
  static now() { return shifted() }
}
${jumpMs === undefined ? '' : `process.on('SIGUSR2', () => { skew += ${jumpMs} })`}
`

export async function startBot(options: BotOptions = {}): Promise<FaultBot> {
  const folder = mkdtempSync(join(tmpdir(), 'wechatbot-faults-'))
  // Where it looks for the store's package.
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'))
  const file = join(folder, 'wechatbot.config.mjs')
  writeFileSync(file, configOf(options))
  writeFileSync(join(folder, 'runs.txt'), '')
  const clock = join(folder, 'clock.mjs')
  const heap = join(folder, 'heap')
  writeFileSync(clock, clockOf(options) + probeOf(heap))
  const logFile = join(folder, 'log')
  const port = options.port ?? (await freePort())
  const child = spawn(
    process.execPath,
    ['--expose-gc', '--import', clock, BIN, 'start', '--port', String(port), '--config', file],
    { cwd: folder, stdio: ['ignore', outputOf(options, logFile), openSync(`${logFile}.err`, 'w')] },
  )
  if (options.output === 'closed') child.stdout?.destroy()
  const ended = new Promise<{ code: number | null; at: number }>((resolve) => {
    child.once('exit', (code) => resolve({ code, at: performance.now() }))
  })
  await ready(port, child, () => readFileSync(`${logFile}.err`, 'utf8'))
  return {
    port,
    pid: child.pid ?? 0,
    url: (account = 0) => `http://127.0.0.1:${port}/b${account}`,
    log: () =>
      readFileSync(logFile, 'utf8')
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line) as Record<string, unknown>),
    runs: () => {
      const counts = new Map<string, number>()
      for (const id of readFileSync(join(folder, 'runs.txt'), 'utf8').split('\n')) {
        if (id !== '') counts.set(id, (counts.get(id) ?? 0) + 1)
      }
      return counts
    },
    liveHeap: async () => {
      rmSync(heap, { force: true })
      child.kill('SIGWINCH')
      while (!existsSync(heap) || readFileSync(heap, 'utf8') === '') await pause(20)
      return Number(readFileSync(heap, 'utf8'))
    },
    signal: (signal) => void child.kill(signal),
    ended,
    isAlive: () => child.exitCode === null && child.signalCode === null,
    stop: async () => {
      child.kill('SIGKILL')
      await ended
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

function outputOf({ output }: BotOptions, logFile: string): number | 'pipe' {
  if (output === 'closed') return 'pipe'
  return openSync(output ?? logFile, 'w')
}

async function ready(port: number, child: ChildProcess, errors: () => string): Promise<void> {
  for (let tries = 0; tries < 1200; tries += 1) {
    if (child.exitCode !== null)
      throw new Error(`the bot ended with ${child.exitCode}:\n${errors()}`)
    try {
      if ((await fetch(`http://127.0.0.1:${port}/ready`)).status === 200) return
    } catch {
      // Not listening yet.
    }
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error(`the bot was not ready after 60 s:\n${errors()}`)
}

export async function freePort(): Promise<number> {
  const { createServer } = await import('node:net')
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  return typeof address === 'object' && address !== null ? address.port : 0
}
