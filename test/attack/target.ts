/** The bot under attack: the built package, a process of its own, reached over sockets. */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Mode, parseXml } from '@wechatbot/core'
import {
  type AccountSecrets,
  createPush,
  judge,
  type SignedPush,
  signPush,
} from '@wechatbot/simulator'
import { BIN } from '../running.js'

/** Secrets that must not appear anywhere but in the configuration. */
export const CANARIES = {
  token: 'canaryToken7Kq2',
  encodingAESKey: 'canaryAESKey0123456789abcdefghijklmnopqrstu',
  appSecret: 'canarySecret9f8e7d6c5b4a39281706f5e4',
} as const

export const APP_ID = 'wx00aa11bb22cc33dd'

/** What came back. `status` 0: the connection ended without an answer. */
export interface Answer {
  readonly status: number
  readonly headers: string
  readonly body: string
  readonly ms: number
}

export interface Target {
  readonly mode: Mode
  readonly secrets: AccountSecrets & { readonly token: string }
  readonly path: string
  /** A push of WeChat's, to be bent. */
  readonly sign: (
    xml: string,
    more?: { readonly now?: number; readonly nonce?: string },
  ) => SignedPush
  /** Sends a request with exactly this query string and body. */
  readonly post: (query: string, body: string | Uint8Array, headers?: string) => Promise<Answer>
  readonly get: (query: string) => Promise<Answer>
  /** Sends bytes, and gives what comes until the server ends or `waitMs` are over. */
  readonly raw: (bytes: string | Uint8Array, waitMs?: number) => Promise<Answer>
  /** Signs and posts. */
  readonly push: (xml: string) => Promise<Answer>
  /** The text of the reply; undefined for silence. */
  readonly replyTo: (xml: string) => Promise<string | undefined>
  readonly server: Server
}

export interface Server {
  readonly port: number
  readonly pid: number
  /** Everything the process has printed. */
  readonly log: () => string
  readonly isAlive: () => boolean
  readonly target: (mode: Mode) => Target
  /** Everything that has come back from it. */
  readonly answers: readonly string[]
  readonly stop: () => Promise<number | null>
}

const CONFIG = `
const account = ${JSON.stringify({ ...CANARIES, appId: APP_ID })}
const crash = { name: 'crash', setup(scope) {
  scope.hears('throw', () => { throw new Error('as asked, with ' + account.token) })
  scope.hears('reject', async () => { throw undefined })
  scope.hears('late', () => { setTimeout(() => { throw new Error('in a timer') }, 10).unref(); return 'ok' })
  scope.hears('stray', () => { Promise.reject(new Error('stray')); return 'ok' })
  scope.hears('number', () => 42)
  scope.hears('bad', () => ({ type: 'text', content: 7 }))
  scope.hears('getter', () => ({ get type() { throw new Error('getter') } }))
  scope.hears('log', (ctx) => { ctx.log.info({ account, content: ctx.message.Content }, 'as asked'); return 'ok' })
} }
const plugins = [crash, 'echo']
export default {
  server: { host: '127.0.0.1' },
  log: { level: 'trace' },
  bots: [
    { name: 'plain', path: '/plain', token: account.token, appSecret: account.appSecret, appId: account.appId,
      api: { baseUrl: 'http://127.0.0.1:1' }, plugins },
    ...['safe', 'compat'].map((mode) => ({ name: mode, path: '/' + mode, mode, token: account.token,
      encodingAESKey: account.encodingAESKey, appId: account.appId, plugins })),
  ],
}
`

/** Starts it, with `nodeArgs` before the command. */
export async function startServer(...nodeArgs: readonly string[]): Promise<Server> {
  // Inside the repository, so that the config finds its plugins.
  const folder = mkdtempSync(join(tmpdir(), 'wechatbot-attack-'))
  const file = join(folder, 'wechatbot.config.mjs')
  writeFileSync(file, CONFIG.replace("'echo'", JSON.stringify(ECHO)))
  const child = spawn(
    process.execPath,
    [...nodeArgs, BIN, 'start', '--port', '0', '--config', file],
    {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  )
  let log = ''
  const port = await new Promise<number>((resolve, reject) => {
    const read = (data: unknown) => {
      log += data
      const found = /http:\/\/127\.0\.0\.1:(\d+)\/compat/.exec(log)?.[1]
      if (found !== undefined) resolve(Number(found))
    }
    child.stdout.on('data', read)
    child.stderr.on('data', read)
    child.once('exit', (code) => reject(new Error(`start ended with ${code}:\n${log}`)))
  })
  const answers: string[] = []
  const server: Server = {
    port,
    pid: child.pid ?? 0,
    log: () => log,
    isAlive: () => child.exitCode === null && child.signalCode === null,
    answers,
    target: (mode) => createTarget(server, mode, answers),
    stop: async () => {
      const code = await exitOf(child)
      rmSync(folder, { recursive: true, force: true })
      return code
    },
  }
  return server
}

const ECHO = join(import.meta.dirname, '../../../plugins/echo/dist/index.js')

function exitOf(child: ChildProcess): Promise<number | null> {
  if (child.exitCode !== null) return Promise.resolve(child.exitCode)
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve))
  child.kill('SIGTERM')
  return ended
}

function createTarget(server: Server, mode: Mode, answers: string[]): Target {
  const secrets: Target['secrets'] = {
    token: CANARIES.token,
    appId: APP_ID,
    mode,
    ...(mode === 'plain' ? {} : { encodingAESKey: CANARIES.encodingAESKey }),
  }
  const path = `/${mode}`
  const raw: Target['raw'] = async (bytes, waitMs = 6000) => {
    const answer = await exchange(server.port, bytes, waitMs)
    answers.push(`${answer.headers}\n${answer.body}`)
    return answer
  }
  const request = (method: string, query: string, body: string | Uint8Array, headers = '') => {
    const bytes = Buffer.from(body)
    const head = `${method} ${path}?${query} HTTP/1.1\r\nHost: bot\r\nConnection: close\r\n`
    const length = method === 'GET' ? '' : `Content-Length: ${bytes.byteLength}\r\n`
    return raw(Buffer.concat([Buffer.from(`${head}${length}${headers}\r\n`), bytes]))
  }
  const target: Target = {
    mode,
    secrets,
    path,
    server,
    raw,
    sign: (xml, more = {}) => signPush(xml, { ...secrets, ...more }),
    post: (query, body, headers) => request('POST', query, body, headers),
    get: (query) => request('GET', query, ''),
    push: (xml) => {
      const { query, body } = target.sign(xml)
      return target.post(String(new URLSearchParams(query)), body)
    },
    replyTo: async (xml) => {
      const fields = parseXml(xml)
      const asked = {
        openid: String(fields.FromUserName),
        account: String(fields.ToUserName),
        kind: fields.MsgType === 'event' ? `event:${fields.Event}` : String(fields.MsgType),
      }
      const seen = judge(await target.push(xml), asked, secrets)
      if (seen.type === 'outage')
        throw new Error(`the user would see the outage notice: ${seen.why}`)
      return seen.type === 'reply' ? String(seen.reply.Content) : undefined
    },
  }
  return target
}

/** Whether the server still answers as it should. */
export async function assertWell({ server, replyTo }: Target): Promise<void> {
  if (!server.isAlive()) throw new Error(`the process is gone:\n${server.log().slice(-2000)}`)
  const reply = await replyTo(createPush({ kind: 'text', fields: { Content: '还在吗' } }))
  if (reply !== '还在吗') throw new Error(`expected the echo, got ${reply}`)
}

function exchange(port: number, bytes: string | Uint8Array, waitMs: number): Promise<Answer> {
  const startedAt = performance.now()
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    const chunks: Buffer[] = []
    const finish = () => {
      clearTimeout(timer)
      socket.destroy()
      const text = Buffer.concat(chunks).toString('utf8')
      const [headers = '', ...rest] = text.split('\r\n\r\n')
      const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(headers)?.[1] ?? 0)
      resolve({ status, headers, body: rest.join('\r\n\r\n'), ms: performance.now() - startedAt })
    }
    const timer = setTimeout(finish, waitMs)
    socket.on('data', (data) => chunks.push(data))
    socket.on('error', finish)
    socket.on('close', finish)
    socket.on('connect', () => socket.write(bytes))
  })
}

export function queryOf(parameters: Readonly<Record<string, string>>): string {
  return String(new URLSearchParams(parameters))
}

export interface AttackCase {
  /** Of the requirement it tries: S1 ... S21, or secrets. */
  readonly id: string
  readonly name: string
  /** @default plain and safe */
  readonly modes?: readonly Mode[]
  /** Throws when the attack gets anywhere. */
  readonly run: (target: Target) => Promise<void>
}
