/** `wechatbot start` as a process of its own, with canaries for secrets and everything logged. */
import {
  copyFileSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { hasRedis, type RedisServer, startRedis } from '#redis-server'
import { ROOT } from '../root.js'
import { type Running, startBot } from '../running.js'
import type { Label } from './case.js'
import { type Gateway, startGateway } from './gateway.js'
import { KEYWORD, RULES_PATH } from './rules.js'
import { Target } from './target.js'

const SOURCE = join(ROOT, 'test/attack')

export const SECRETS = {
  token: 'CanaryToken7f3a91',
  encodingAESKey: 'CanaryKeyCanaryKeyCanaryKeyCanaryKeyCanar7G',
  appSecret: 'CanarySecret5d2c80b1',
  appId: 'wx0123456789abcdef',
  accessToken: 'CanaryAccessToken91c04',
} as const

/** Who may push to the bot behind a wall. Nobody here has that address. */
export const WALLED = '203.0.113.7'
/** A proxy before the bots: what comes from here has its X-Forwarded-For believed. */
export const PROXY = '127.0.0.2'

export interface Server {
  readonly port: number
  readonly pid: number
  /** Where its config file is. */
  readonly folder: string
  /** Complete lines of its log. */
  readonly lines: () => readonly string[]
  /** Everything it has answered. */
  readonly answers: string[]
  /** Bodies of what it has sent by the API. */
  readonly sent: () => Gateway['sent']
  /** Every signature that was right. */
  readonly signatures: Set<string>
  /** Resident memory in bytes. */
  readonly memory: () => number
  /** Milliseconds of the processor it has had so far, in steps of ten; not those of other processes. */
  readonly processorMs: () => number
  readonly isAlive: () => Promise<boolean>
  /** Asks the Redis of its store, where it has one. */
  readonly redis?: RedisServer['cli']
  readonly stop: Running['stop']
}

export interface Fortress {
  readonly targets: Readonly<Record<Label, Target>>
  /** The bots of two instances over one Redis; undefined without a redis-server. */
  readonly pairs: Readonly<Record<Mode, readonly [Target, Target]>> | undefined
  readonly servers: readonly Server[]
  readonly folder: string
  readonly close: () => Promise<readonly (number | null)[]>
}

/** What a bot is configured to be. */
export type Mode = Exclude<Label, 'frozen'>

export async function build(): Promise<Fortress> {
  const gateway = await startGateway(SECRETS.accessToken)
  const folder = folderOf(config(gateway))
  const frozen = `--import ${pathToFileURL(join(SOURCE, 'freeze.mjs'))}`
  const [main, other] = await Promise.all([
    startServer(folder, gateway),
    startServer(folder, gateway, frozen),
  ])
  const targets = {
    plain: target('plain', main),
    safe: target('safe', main),
    compat: target('compat', main),
    frozen: target('frozen', other),
  }
  const pair = hasRedis() ? await buildPair(gateway) : undefined
  const servers = [main, other, ...(pair?.servers ?? [])]
  return {
    targets,
    pairs: pair?.targets,
    servers,
    folder,
    close: async () => {
      const codes = await Promise.all(servers.map((server) => server.stop()))
      await pair?.close()
      await gateway.close()
      rmSync(folder, { recursive: true })
      return codes
    },
  }
}

async function buildPair(gateway: Gateway) {
  const redis = await startRedis()
  const folder = folderOf({ ...config(gateway), store: redis.url })
  // Where it looks for the store's package.
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'))
  const started = await Promise.all([startServer(folder, gateway), startServer(folder, gateway)])
  const servers = started.map((server): Server => ({ ...server, redis: redis.cli }))
  const [one, two] = servers as [Server, Server]
  const both = (mode: Mode) => [target(mode, one), target(mode, two)] as const
  return {
    targets: { plain: both('plain'), safe: both('safe'), compat: both('compat') },
    servers,
    close: async () => {
      await redis.close()
      rmSync(folder, { recursive: true })
    },
  }
}

/** A folder to start in, with a configuration and the plugin that it names. */
function folderOf(values: object): string {
  const folder = mkdtempSync(join(tmpdir(), 'wechatbot-attack-'))
  copyFileSync(join(SOURCE, 'victim.mjs'), join(folder, 'victim.mjs'))
  writeFileSync(join(folder, 'wechatbot.config.json'), JSON.stringify(values, undefined, 2))
  return folder
}

function config(gateway: Gateway) {
  const { token, encodingAESKey, appSecret, appId } = SECRETS
  const bot = (name: string, values: object = {}) => ({
    name,
    path: `/${name}`,
    token,
    appId,
    appSecret,
    api: { baseUrl: gateway.url },
    plugins: ['./victim.mjs'],
    ...values,
  })
  return {
    log: { level: 'trace' },
    server: { trustedProxies: [PROXY] },
    bots: [
      ...['', '-quiet'].flatMap((suffix) => [
        bot(`plain${suffix}`),
        bot(`safe${suffix}`, { encodingAESKey }),
        bot(`compat${suffix}`, { encodingAESKey, mode: 'compat' }),
      ]),
      bot('walled', { allowFrom: [WALLED] }),
      bot('rules', { path: RULES_PATH, plugins: [KEYWORD, './victim.mjs'] }),
    ],
  }
}

function target(label: Label, server: Server): Target {
  const mode = label === 'frozen' ? 'plain' : label
  const { token, encodingAESKey, appId } = SECRETS
  const secrets = { token, mode, appId, ...(mode === 'plain' ? {} : { encodingAESKey }) }
  const quiet = new Target(label, server, `/${mode}-quiet`, secrets)
  return new Target(label, server, `/${mode}`, secrets, quiet)
}

async function startServer(folder: string, gateway: Gateway, NODE_OPTIONS = ''): Promise<Server> {
  const running = await startBot(folder, ['--host', '127.0.0.1'], {
    NODE_OPTIONS,
    CANARY: SECRETS.token,
  })
  const { pid } = running
  return {
    port: Number(new URL(running.url).port),
    pid,
    folder,
    lines: () => running.output().split('\n').slice(0, -1),
    answers: [],
    sent: () => gateway.sent,
    signatures: new Set(),
    memory: () => {
      const [, kB] = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
      return Number(kB) * 1024
    },
    processorMs: () => {
      // Behind the name in brackets, which may hold anything: user and system time, in hundredths of a second.
      const [, text = ''] = /.*\) (.*)/s.exec(readFileSync(`/proc/${pid}/stat`, 'utf8')) ?? []
      const [user, system] = text.split(' ').slice(11, 13).map(Number)
      return ((user ?? Number.NaN) + (system ?? Number.NaN)) * 10
    },
    isAlive: async () => {
      const live = await fetch(`${running.url}/live`)
      return (await live.text()) === 'ok'
    },
    stop: running.stop,
  }
}
