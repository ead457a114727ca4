/** The command as a process of its own, for specs of what only a process has. */
import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'
import { Heard } from '#cli-test/heard.js'
import { ROOT } from './root.js'

export const BIN = join(ROOT, 'packages/cli/bin/wechatbot.js')

export interface ProgramOptions {
  /** @default the repository */
  readonly cwd?: string
  readonly env?: NodeJS.ProcessEnv
  /** Arguments of node's own. */
  readonly node?: readonly string[]
  /** @default the command of the repository */
  readonly bin?: string
  /** @default false: its input has ended */
  readonly hasInput?: boolean
}

/** `wechatbot ...args`, running. */
export class Program {
  readonly child: ChildProcess
  readonly heard = new Heard()
  /** Resolves to the exit code, when all of the output has come. */
  readonly ended: Promise<number | null>
  #stdout = ''
  #stderr = ''

  constructor(args: readonly string[], options: ProgramOptions = {}) {
    const { cwd = ROOT, env = {}, node = [], bin = BIN, hasInput = false } = options
    const { WECHAT_TOKEN: _, ...inherited } = process.env
    this.child = spawn(process.execPath, [...node, bin, ...args], {
      cwd,
      env: { ...inherited, NO_COLOR: '1', ...env },
      stdio: [hasInput ? 'pipe' : 'ignore', 'pipe', 'pipe'],
    })
    this.child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      this.#stdout += text
      this.heard.add(text)
    })
    this.child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#stderr += text
      this.heard.add(text)
    })
    this.ended = new Promise((resolve) => {
      this.child.once('close', (code) => {
        this.heard.end()
        resolve(code)
      })
    })
  }

  get stdout(): string {
    return this.#stdout
  }

  get stderr(): string {
    return this.#stderr
  }

  signal(name: NodeJS.Signals): Promise<number | null> {
    this.child.kill(name)
    return this.ended
  }
}

export interface Ran {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** Runs `wechatbot ...args` to its end. */
export async function wechatbot(args: readonly string[], cwd = ROOT, env = {}): Promise<Ran> {
  const program = new Program(args, { cwd, env })
  const code = await program.ended
  return { code, stdout: program.stdout, stderr: program.stderr }
}

export interface Running {
  readonly url: string
  readonly pid: number
  /** What it has printed so far. */
  readonly output: () => string
  /** Resolves when it has printed `what`. */
  readonly says: (what: string | RegExp) => Promise<unknown>
  /** Sends a signal and resolves to the exit code. */
  readonly stop: (signal?: NodeJS.Signals) => Promise<number | null>
}

/** Starts `wechatbot start` in `cwd` and waits until it listens. */
export async function startBot(
  cwd = ROOT,
  args: readonly string[] = [],
  env = {},
): Promise<Running> {
  const program = new Program(['start', '--port', '0', ...args], { cwd, env })
  await program.heard.until('talk to it').catch(async (reason) => {
    await program.signal('SIGKILL')
    throw reason
  })
  const url = /on (http:\/\/[^/\s]+:\d+)/.exec(program.heard.text)?.[1] ?? ''
  return {
    url: url.replace('0.0.0.0', '127.0.0.1'),
    pid: program.child.pid as number,
    output: () => program.heard.text,
    says: (what) => program.heard.until(what),
    stop: (signal = 'SIGTERM') => program.signal(signal),
  }
}
