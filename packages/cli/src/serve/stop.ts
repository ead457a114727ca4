/** Ends a server without a reset connection or an unanswered attempt. */
import type { Server } from 'node:http'
import { Server as NetServer } from 'node:net'
import { setImmediate } from 'node:timers/promises'
import type { App, BasicStore, Logger } from '@wechatbot/core'
import type { Invocation } from '../invocation.ts'
import { stopRequest } from './stop-request.ts'

/**
 * How long an idle kept-alive connection stays open before it is closed. Plugins and the last answers have as long
 * after the grace period.
 */
const LULL_MS = 500

/** The longest turn of the event loop in which hardly a connection can have come unseen. */
const SHORT_TURN_MS = 1

export interface Stoppable extends Pick<Invocation, 'signals' | 'exit'> {
  readonly app: App
  readonly server: Server
  readonly log: Logger
  /** Closed last. */
  readonly store?: BasicStore | undefined
  /** The most time from the signal to the end, in milliseconds. */
  readonly graceMs: number
}

/**
 * Waits for SIGTERM, SIGINT, SIGHUP or the end of npm's shell, then finishes what has begun. Resolves to the exit code: 0,
 * or 1 after an uncaught exception. A second signal ends the process at once with exit code 1, a second exception does not.
 */
export async function stopOnSignal(parts: Stoppable): Promise<number> {
  const { log, signals, exit } = parts
  signals.on('unhandledRejection', (err) => log.error({ err }, 'unhandled rejection'))
  const code = await new Promise<number>((resolve) => {
    const onSecond = () => exit(1)
    // SIGHUP: the terminal has gone. nohup lets a process ignore it; Node does not keep that, so it is handled here.
    const names = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const
    void stopRequest({ signals: names, onSecond, process: signals }).then((because) => {
      log.info({ because }, 'stopping')
      resolve(0)
    })
    // Each of them: with `once`, a second one would find no listener here, and end what is in flight.
    signals.on('uncaughtException', (err) => {
      log.error({ err }, 'uncaught exception, stopping')
      resolve(1)
    })
  })
  await stop(parts)
  await parts.store?.close()
  log.info('stopped')
  return code
}

async function stop({ app, server, log, graceMs }: Stoppable): Promise<void> {
  app.drain()
  const until = performance.now() + graceMs
  const ended = closed(server)
  if (!(await isInTime(Promise.all([ended, app.idle()]), graceMs))) {
    log.warn({ graceMs }, 'grace period over, aborting what is still running')
  }
  // A plugin may write to the store while it closes, and the store is closed behind it.
  const leftMs = Math.max(LULL_MS, Math.round(until - performance.now()))
  if (!(await isInTime(app.close(), leftMs))) {
    log.warn({ leftMs }, 'plugins or jobs did not close in time, and the store closes without them')
  }
  // The attempts of aborted messages are answered now.
  await isInTime(ended, LULL_MS)
  server.closeAllConnections()
}

/** Whether `ending` resolves within `ms` milliseconds. Waits no longer. */
async function isInTime(ending: Promise<unknown>, ms: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined
  // Not unref(): a connection without a reader holds the server open, but not the process.
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), ms)
  })
  try {
    return await Promise.race([ending.then(() => true), late])
  } finally {
    clearTimeout(timer)
  }
}

/**
 * Stops listening and waits for the connections to end. A kept-alive connection gets `Connection: close` with its
 * next answer. Closing it at once could cut a request that is already on its way.
 */
async function closed(server: Server): Promise<void> {
  // http.Server.close() also closes idle connections. The close() of its base class net.Server does not.
  await queueTaken(server)
  const ended = new Promise<void>((resolve) =>
    NetServer.prototype.close.call(server, () => resolve()),
  )
  // Not in the timer itself: requests that have come are read between a timer and an immediate.
  const idle = setInterval(
    () => void setImmediate().then(() => server.closeIdleConnections()),
    LULL_MS,
  )
  await ended
  clearInterval(idle)
}

/**
 * Waits until the server has taken the connections that the kernel has made for it: the kernel resets those that
 * still wait when a socket stops listening (Linux, inet_csk_listen_stop). Node takes one in a turn of the event loop.
 */
async function queueTaken(server: Server): Promise<void> {
  let hasTaken = false
  const onConnection = () => {
    hasTaken = true
  }
  server.on('connection', onConnection)
  const until = performance.now() + LULL_MS
  // The turn in which the signal came may not have asked the kernel.
  await setImmediate()
  for (let isTaken = false; !isTaken && performance.now() < until; ) {
    hasTaken = false
    const startedAt = performance.now()
    await setImmediate()
    isTaken = !hasTaken && performance.now() - startedAt < SHORT_TURN_MS
  }
  server.off('connection', onConnection)
}
