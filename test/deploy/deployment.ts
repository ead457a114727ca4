/** examples/deploy as it stands, on this machine: nginx.conf, the unit's commands, the configuration. */
import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, openSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { type RedisServer, startRedis } from '#redis-server'
import { TOKEN } from '../faults/bot.js'
import { ROOT } from '../root.js'
import { EXAMPLE, unitValues } from './example.js'
import { PORTS, startNginx } from './nginx.js'
import { freePorts } from './ports.js'

/** With all that an URL gives a meaning to. */
const PASSWORD = 'p@ss/w:rd'

export interface Line extends Record<string, unknown> {
  readonly port: number
  readonly msg: string
}

export interface Deployment {
  readonly ports: readonly number[]
  readonly http: string
  readonly https: string
  /** Lines of all instances about one message. */
  readonly linesOf: (msgId: string) => readonly Line[]
  /** How often each message has run, over all instances. */
  readonly runs: () => ReadonlyMap<string, number>
  readonly accessLog: () => string
  readonly errorLog: () => string
  /** What `systemctl restart` does: the signal, the end, a new one, until it serves. To its exit code. */
  readonly restart: (port: number) => Promise<number | null>
  readonly kill: (port: number) => void
  readonly stop: () => Promise<void>
}

const configOf = () => `
import config from ${JSON.stringify(join(EXAMPLE, 'wechatbot.config.ts'))}
const wait = (ms) => new Promise((done) => setTimeout(done, ms))
const slow = { name: 'slow', setup(scope) {
  scope.hears(/^wait (\\d+)/, async (ctx, match) => {
    ctx.log.info({ id: ctx.message.MsgId }, 'begun')
    await wait(Number(match[1]))
    return 'done by ' + process.env.PORT
  })
} }
export default { ...config, bots: config.bots.map((bot) => ({
  ...bot, allowFrom: ['127.0.0.1', '127.0.0.2'], plugins: [slow, ...bot.plugins],
})) }
`

export async function startDeployment(): Promise<Deployment> {
  const folder = mkdtempSync(join(tmpdir(), 'wechatbot-deploy-'))
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'))
  const config = join(folder, 'wechatbot.config.mts')
  writeFileSync(config, configOf())
  writeFileSync(join(folder, 'token'), `${TOKEN}\n`)
  writeFileSync(join(folder, 'redis'), `${PASSWORD}\n`)
  const redis = await startRedis('--requirepass', PASSWORD)
  // With each one's metrics 10,000 above.
  const [http = 0, https = 0, ...ports] = await freePorts(2 + PORTS.length)
  const nginx = await startNginx(folder, http, https, ports)
  const logOf = (port: number) => join(folder, `${port}.log`)
  const running = new Map<number, { child: ChildProcess; ended: Promise<number | null> }>()

  const start = async (port: number) => {
    const child = spawn(command(folder), ['start', '--config', config], {
      cwd: folder,
      env: { ...process.env, ...environment(port, folder, redis), NO_COLOR: '1' },
      stdio: ['ignore', openSync(logOf(port), 'a'), 'inherit'],
    })
    const ended = once(child, 'exit').then(([code]) => code as number | null)
    running.set(port, { child, ended })
    await untilReady(port)
  }
  await Promise.all(ports.map(start))
  const lines = () =>
    ports.flatMap((port) =>
      readFileSync(logOf(port), 'utf8')
        .split('\n')
        .filter(Boolean)
        .map((line): Line => ({ port, ...(JSON.parse(line) as { msg: string }) })),
    )
  return {
    ports,
    http: `http://127.0.0.1:${http}/wechat`,
    https: `https://127.0.0.1:${https}/wechat`,
    linesOf: (msgId) =>
      lines().filter(({ key, id }) => id === msgId || String(key).endsWith(`|${msgId}`)),
    runs: () => {
      const counts = new Map<string, number>()
      for (const { msg, key } of lines()) {
        if (msg === 'message handled') counts.set(String(key), (counts.get(String(key)) ?? 0) + 1)
      }
      return counts
    },
    accessLog: () => readFileSync(join(folder, 'wechatbot.log'), 'utf8'),
    errorLog: () => readFileSync(join(folder, 'wechatbot.error.log'), 'utf8'),
    restart: async (port) => {
      const { child, ended } = running.get(port) ?? expected(port)
      child.kill('SIGTERM')
      const code = await ended
      await start(port)
      return code
    },
    kill: (port) => void (running.get(port) ?? expected(port)).child.kill('SIGKILL'),
    stop: async () => {
      nginx.kill('SIGKILL')
      for (const { child } of running.values()) child.kill('SIGKILL')
      await Promise.all([...running.values()].map(({ ended }) => ended))
      await redis.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

function expected(port: number): never {
  throw new Error(`expected an instance on port ${port}, got none`)
}

/** The unit's, from where the bot is installed. */
function command(folder: string): string {
  const [program = '', verb] = (unitValues('ExecStart')[0] ?? '').split(' ')
  if (verb !== 'start') throw new Error(`expected ExecStart=... start, got "${verb}"`)
  return program.replace(unitValues('WorkingDirectory')[0] as string, folder)
}

function environment(port: number, folder: string, redis: RedisServer): Record<string, string> {
  const pairs = (unitValues('Environment')[0] ?? '').replaceAll('%i', String(port)).split(' ')
  return {
    ...Object.fromEntries(pairs.map(atFirstEquals)),
    CREDENTIALS_DIRECTORY: folder,
    REDIS: `127.0.0.1:${redis.port}`,
  }
}

/** NAME=VALUE. The value may have an `=`, too. */
function atFirstEquals(pair: string): [name: string, value: string] {
  const at = pair.indexOf('=')
  return [pair.slice(0, at), pair.slice(at + 1)]
}

/** By the unit's own command. */
export async function untilReady(port: number): Promise<void> {
  const [curl = '', ...args] = (unitValues('ExecStartPost')[0] ?? '')
    .replaceAll('%i', String(port))
    .split(' ')
  await promisify(execFile)(curl, args)
}
