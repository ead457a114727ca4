/** Examines the port on this machine: whether it is free, or a bot listens on it. */
import { createServer } from 'node:net'
import type { Words } from '../words/index.ts'
import { type Finding, fail, ok, warn } from './finding.ts'

export async function examinePort(
  host: string,
  port: number,
  say: Words['doctor']['port'],
): Promise<Finding> {
  const code = await listenCode(host, port)
  if (code === undefined) {
    const advice = port === 80 || port === 443 ? '' : say.onlyTwo
    return ok('port', say.free(port) + advice)
  }
  if (code === 'EADDRINUSE') {
    const isBot = await answersLive(port)
    return isBot ? ok('port', say.isBot(port)) : warn('port', say.taken(port))
  }
  if (code === 'EACCES') {
    return fail('port', say.needsRoot(port))
  }
  return fail('port', say.unusable(`${host}:${port}`, code))
}

/** The code with which listening fails; undefined where the port is free. */
export function listenCode(host: string, port: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message))
    server.listen(port, host, () => server.close(() => resolve(undefined)))
  })
}

async function answersLive(port: number): Promise<boolean> {
  try {
    const response = await fetch(`http://127.0.0.1:${port}/live`, {
      signal: AbortSignal.timeout(2000),
    })
    return response.status === 200
  } catch {
    return false
  }
}
