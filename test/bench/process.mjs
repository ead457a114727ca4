// Servers as processes, watched from outside: the same way for all of them.
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

export const folder = mkdtempSync(join(tmpdir(), 'wechatbot-bench-'))
const children = new Set()
process.on('exit', () => {
  for (const child of children) child.kill('SIGKILL')
  rmSync(folder, { recursive: true, force: true })
})
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(1))

/** Starts a server whose standard output, a file, will name its port. */
export async function startServer({ name, command, env = {} }) {
  const file = join(folder, `${name.replace(/\W+/g, '-')}.log`)
  const out = openSync(file, 'w')
  const began = performance.now()
  const child = spawn(process.execPath, command, {
    stdio: ['ignore', out, 'inherit'],
    env: { ...process.env, NODE_ENV: 'production', ...env },
  })
  closeSync(out)
  children.add(child)
  child.once('exit', () => children.delete(child))
  for (;;) {
    const port = / on http:\/\/[\d.]+:(\d+)|^on http:\/\/[\d.]+:(\d+)/m.exec(
      readFileSync(file, 'utf8'),
    )
    if (port) {
      return { child, pid: child.pid, port: Number(port[1] ?? port[2]), file, startedAt: began }
    }
    if (child.exitCode !== null) {
      throw new Error(`${name} ended with ${child.exitCode}:\n${readFileSync(file, 'utf8')}`)
    }
    if (performance.now() - began > 20_000) throw new Error(`${name} did not start within 20 s`)
    await sleep(5)
  }
}

export async function stopServer({ child }) {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = once(child, 'exit')
  child.kill('SIGTERM')
  await ended
}

const TICK_MICROS = 1e6 / ticksPerSecond()

/** User and system time of all threads since the process began, in microseconds. */
export function cpuMicros(pid) {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  // After the name, which may hold spaces: fields 14 and 15 are utime and stime.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[11]) + Number(fields[12])) * TICK_MICROS
}

/** Resident memory in MB. */
export function residentMb(pid) {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  return Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1]) / 1024
}

function ticksPerSecond() {
  try {
    return Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }))
  } catch {
    return 100
  }
}

/** A redis-server of the benchmark's own; undefined where there is none. */
export async function startRedis() {
  const port = await freePort()
  const options = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--dir', folder]
  const child = spawn('redis-server', options, { stdio: 'ignore' })
  const failed = once(child, 'error').then(() => 'missing')
  children.add(child)
  const spawned = once(child, 'spawn').then(() => 'here')
  if ((await Promise.race([failed, spawned])) === 'missing') {
    children.delete(child)
    return undefined
  }
  for (let i = 0; i < 200; i += 1) {
    try {
      execFileSync('redis-cli', ['-p', String(port), 'ping'], { stdio: 'ignore' })
      return { child, url: `redis://127.0.0.1:${port}` }
    } catch {
      await sleep(25)
    }
  }
  throw new Error('redis-server does not answer')
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address()
  server.close()
  await once(server, 'close')
  return port
}
