/** Whether the port here is free, or a bot listens on it. */
import { createServer } from 'node:net'
import { type Finding, fail, ok, warn } from './finding.ts'

export async function examinePort(host: string, port: number): Promise<Finding> {
  const code = await listenCode(host, port)
  if (code === undefined) {
    const advice =
      port === 80 || port === 443 ? '' : '; WeChat calls 80 and 443 only: put nginx in front'
    return ok('port', `${port} is free for wechatbot start${advice}`)
  }
  if (code === 'EADDRINUSE') {
    const isBot = await answersLive(port)
    return isBot
      ? ok('port', `a bot listens on ${port}`)
      : warn(
          'port',
          `${port} is taken by something that is no bot; stop it, or choose another port`,
        )
  }
  if (code === 'EACCES') {
    return fail('port', `${port} needs root rights; choose one above 1023 with nginx in front`)
  }
  return fail('port', `${host}:${port} cannot be used: ${code}`)
}

function listenCode(host: string, port: number): Promise<string | undefined> {
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
