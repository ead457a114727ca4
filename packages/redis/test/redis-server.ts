/** A real redis-server of a spec's own, on a free port, to be killed and frozen. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { type AddressInfo, connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A machine may be busy; what does not listen by then never does. */
const PATIENCE_MS = 60_000

export interface RedisServer {
  readonly url: string
  readonly port: number
  /** Runs a command of redis-cli: `cli('FLUSHALL')`. */
  readonly cli: (...command: string[]) => string
  /** SIGKILL: nothing is written down. */
  readonly kill: () => Promise<void>
  readonly freeze: () => void
  readonly thaw: () => void
  /** Starts it again at the same port, empty. */
  readonly restart: () => Promise<void>
  readonly close: () => Promise<void>
}

/** Whether there is a redis-server. Without one a spec is pending, unless WECHATBOT_REQUIRE names it. */
export function hasRedis(): boolean {
  try {
    execFileSync('redis-server', ['--version'], { stdio: 'ignore' })
    return true
  } catch {
    if (!(process.env.WECHATBOT_REQUIRE ?? '').split(',').includes('redis')) return false
    throw new Error('WECHATBOT_REQUIRE names redis, and there is no redis-server')
  }
}

export async function startRedis(...args: string[]): Promise<RedisServer> {
  const folder = mkdtempSync(join(tmpdir(), 'wechatbot-redis-'))
  const port = await freePort()
  const options = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--dir', folder]
  let child: ChildProcess
  const start = async () => {
    child = spawn('redis-server', [...options, ...args], { stdio: 'ignore' })
    await accepts(port)
  }
  const kill = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return
    child.kill('SIGKILL')
    await once(child, 'exit')
  }
  await start()
  return {
    url: `redis://127.0.0.1:${port}`,
    port,
    cli: (...command) =>
      execFileSync('redis-cli', ['-p', String(port), ...command], { encoding: 'utf8' }).trim(),
    kill,
    freeze: () => void child.kill('SIGSTOP'),
    thaw: () => void child.kill('SIGCONT'),
    restart: start,
    close: async () => {
      child.kill('SIGCONT')
      await kill()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  return port
}

async function accepts(port: number): Promise<void> {
  const end = performance.now() + PATIENCE_MS
  while (performance.now() < end) {
    const socket = connect(port, '127.0.0.1')
    try {
      await once(socket, 'connect')
      return
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 50))
    } finally {
      socket.destroy()
    }
  }
  throw new Error(`expected redis-server to listen on port ${port} within 60 s`)
}
