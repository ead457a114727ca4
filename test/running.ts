/** A `wechatbot start` of its own for a spec: a real process on a free port. */
import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'

export const ROOT = join(import.meta.dirname, '../..')
export const BIN = join(ROOT, 'packages/cli/bin/wechatbot.js')

export interface Running {
  readonly url: string
  readonly pid: number
  /** What it has printed so far. */
  readonly output: () => string
  /** Sends a signal and resolves to the exit code. */
  readonly stop: (signal?: NodeJS.Signals) => Promise<number | null>
}

export interface Ran {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** Runs `wechatbot ...args` to its end. */
export async function wechatbot(args: readonly string[], cwd = ROOT, env = {}): Promise<Ran> {
  const child = spawnBin(args, cwd, env)
  let stdout = ''
  let stderr = ''
  child.stdout?.on('data', (data) => {
    stdout += data
  })
  child.stderr?.on('data', (data) => {
    stderr += data
  })
  return { code: await exitOf(child), stdout, stderr }
}

/** Starts `wechatbot start` in `cwd` and waits until it listens. */
export async function startBot(
  cwd = ROOT,
  args: readonly string[] = [],
  env = {},
): Promise<Running> {
  const child = spawnBin(['start', '--port', '0', ...args], cwd, env)
  let output = ''
  const listening = new Promise<string>((resolve, reject) => {
    const read = (data: unknown) => {
      output += data
      const origin = /on (http:\/\/[^/\s]+:\d+)/.exec(output)?.[1]
      if (origin !== undefined && output.includes('talk to it')) resolve(origin)
    }
    child.stdout?.on('data', read)
    child.stderr?.on('data', read)
    child.once('exit', (code) => reject(new Error(`start ended with ${code}:\n${output}`)))
  })
  const url = await listening
  return {
    url: url.replace('0.0.0.0', '127.0.0.1'),
    pid: child.pid as number,
    output: () => output,
    stop: async (signal = 'SIGTERM') => {
      const exited = exitOf(child)
      child.kill(signal)
      return exited
    },
  }
}

function spawnBin(args: readonly string[], cwd: string, env: object): ChildProcess {
  const { WECHAT_TOKEN: _, ...inherited } = process.env
  return spawn(process.execPath, [BIN, ...args], {
    cwd,
    env: { ...inherited, NO_COLOR: '1', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
}

async function exitOf(child: ChildProcess): Promise<number | null> {
  if (child.exitCode !== null) return child.exitCode
  return new Promise((resolve) => child.once('close', (code) => resolve(code)))
}
