/** create-wechatbot as a stranger has it, from its package; and the folders that it writes, in which npm runs. */
import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'

const ROOT = join(import.meta.dirname, '../../../..')
export const CHINESE = { ...process.env, LC_ALL: 'zh_CN.UTF-8' }

/** A machine may be busy; what has not come by then never comes. */
export const PATIENCE_MS = 300_000

/** An empty folder, with the command installed beside. */
export class Packed {
  readonly folder = mkdtempSync(join(tmpdir(), 'create-wechatbot-'))
  readonly bin = join(this.folder, 'tools/node_modules/.bin/create-wechatbot')

  constructor() {
    const tools = join(this.folder, 'tools')
    mkdirSync(tools)
    npm(['pack', '--ignore-scripts', '--pack-destination', tools, './packages/create'], ROOT)
    const [tarball = ''] = readdirSync(tools)
    npm(['init', '--yes'], tools)
    npm(['install', '--no-audit', '--no-fund', `./${tarball}`], tools)
  }

  /** Calls the command, and returns what it writes. */
  create(args: readonly string[], env: NodeJS.ProcessEnv = process.env): string {
    return execFileSync(this.bin, [...args], { cwd: this.folder, env, encoding: 'utf8' })
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true })
  }
}

export function npm(args: readonly string[], cwd: string): string {
  return execFileSync('npm', [...args], {
    cwd,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  })
}

/** As README says it: the packages of this clone, packed and installed. */
export function install(made: string): void {
  npm(['run', '--silent', 'pack', '--', made], ROOT)
}

/** Starts a script, and gives it with what it has written when `sign` has come. It is stopped at the end. */
export async function running<T>(
  command: readonly string[],
  cwd: string,
  sign: RegExp,
  use: (output: string, child: ChildProcess) => T,
): Promise<Awaited<T>> {
  const [name = '', ...args] = command
  const child: ChildProcess = spawn(name, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'] })
  const ended = new Promise((resolve) => child.once('close', resolve))
  try {
    return await use(await said(child, sign), child)
  } finally {
    child.kill('SIGTERM')
    await ended
  }
}

/** What the process writes from now on, as soon as `sign` has come. */
export function said(child: ChildProcess, sign: RegExp): Promise<string> {
  let output = ''
  return new Promise((resolve, reject) => {
    const read = (data: Buffer) => {
      output += data
      if (sign.test(output)) resolve(output)
    }
    child.stdout?.on('data', read)
    child.stderr?.on('data', read)
    child.once('close', (code) => reject(new Error(`it ended with ${code}:\n${output}`)))
  })
}

export const freePort = () =>
  new Promise<number>((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number }
      server.close(() => resolve(port))
    })
  })

/** Asks a bot that runs, from its folder. The answers are patterns. */
export function ask(bot: string, port: number, questions: Readonly<Record<string, string>>): void {
  for (const [words, answer] of Object.entries(questions)) {
    const send = ['wechatbot', 'send', ...words.split(' '), '--url', `http://127.0.0.1:${port}`]
    const { stdout, stderr } = spawnSync('npx', send, { cwd: bot, encoding: 'utf8' })
    expect(stdout + stderr).to.match(new RegExp(answer))
  }
}

/** Asks a bot that `npm start` runs. */
export async function askStarted(bot: string, questions: Readonly<Record<string, string>>) {
  const port = await freePort()
  const args = ['run', 'start', '--', '--port', String(port)]
  await running(['npm', ...args], bot, /talk to it/, () => ask(bot, port, questions))
}
