/** How a server ends: no connection reset, no attempt unanswered. */
import type { Server } from 'node:http'
import type { App, Logger } from '@wechatbot/core'

export interface Stoppable {
  readonly app: App
  readonly server: Server
  readonly log: Logger
  /** From the signal to the end at the latest. */
  readonly graceMs: number
}

/**
 * Waits for SIGTERM or SIGINT, then finishes what has begun. Resolves to the exit code: 0, or 1
 * after an uncaught exception. A second signal ends the process at once, with 1.
 */
export async function stopOnSignal(parts: Stoppable): Promise<number> {
  const { log } = parts
  process.on('unhandledRejection', (err) => log.error({ err }, 'unhandled rejection'))
  const code = await new Promise<number>((resolve) => {
    const onSignal = (signal: NodeJS.Signals) => {
      log.info({ signal }, 'stopping')
      process.once('SIGTERM', () => process.exit(1))
      process.once('SIGINT', () => process.exit(1))
      resolve(0)
    }
    process.once('SIGTERM', onSignal)
    process.once('SIGINT', onSignal)
    process.once('uncaughtException', (err) => {
      log.error({ err }, 'uncaught exception, stopping')
      resolve(1)
    })
  })
  await stop(parts)
  log.info('stopped')
  return code
}

async function stop({ app, server, log, graceMs }: Stoppable): Promise<void> {
  app.drain()
  const closed = new Promise<void>((resolve) => server.close(() => resolve()))
  // A connection without a request on it has nothing to finish.
  server.closeIdleConnections()
  let timer: NodeJS.Timeout | undefined
  // Not unref(): a connection that nobody reads from holds the server open, but not the process.
  const grace = new Promise<'grace'>((resolve) => {
    timer = setTimeout(() => resolve('grace'), graceMs)
  })
  if ((await Promise.race([closed, grace])) === 'grace') {
    log.warn({ graceMs }, 'grace is over, closing connections that still work')
    server.closeAllConnections()
  }
  await Promise.race([app.close(), grace])
  clearTimeout(timer)
}
