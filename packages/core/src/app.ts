/** Bots on one Koa app. */
import type Koa from 'koa'
import compose from 'koa-compose'
import type { Bot } from './bot.ts'
import { systemClock } from './clock.ts'
import { serverProblems } from './config/schema.ts'
import type { ServerConfig } from './config/types.ts'
import { assertNoProblems, WechatBotError } from './errors.ts'
import { toAddressList } from './http/address.ts'
import type { Guard } from './http/guard.ts'
import { closeOnFlood } from './http/koa.ts'
import { createMissWarning, samePath, targetEnd } from './http/paths.ts'
import { toVerificationPaths } from './http/verification.ts'
import { createKoa, createRouter } from './on-demand.ts'
import { stagesOf } from './pipeline/index.ts'
import { runtimeOf } from './pipeline/runtime.ts'
import { createLogger, createSparseWarning, type Logger } from './records/log.ts'
import { MAX_IN_FLIGHT } from './turn/in-flight.ts'

export interface AppOptions {
  readonly bots: readonly Bot[]
  readonly server?: ServerConfig
  /** Logs events that belong to no single bot. @default JSON lines on standard output */
  readonly logger?: Logger
  /** Checks each request to a bot before its signature is checked. `/live` and `/ready` are not guarded. */
  readonly guard?: Guard | undefined
}

/** A Koa app that serves bots, each at its path, and `/live` and `/ready`. */
export interface App extends Koa {
  readonly bots: readonly Bot[]
  /** Waits for all bots. @throws the error of a plugin's setup. */
  readonly ready: () => Promise<void>
  /**
   * From now on `/ready` answers 503, every response closes its connection, and no attempt is held.
   */
  readonly drain: () => void
  /** Resolves when no bot has a message in flight any more, late replies included. It has no time limit. */
  readonly idle: () => Promise<void>
  /** Closes all bots. */
  readonly close: () => Promise<void>
}

/**
 * The request targets that are served: paths. WeChat and the proxies before us send nothing else.
 * Absolute URLs (RFC 9112, 3.2.2) are refused. Koa's url.parse looks for a host in them, as it does
 * in `//a@[#`: it throws for some, such as `http://[/`, and prints warnings about others.
 */
const TARGET = /^\/(?![/\\])/

/** @throws WechatBotError BAD_CONFIG for a wrong server option or two bots at one path. */
export function createApp(options: AppOptions): App {
  const { bots, server = {}, guard } = options
  assertNoProblems('server', serverProblems(server))
  const verification = toVerificationPaths(server.verification)
  assertOwnPaths(bots, [...verification.keys()])
  const log = options.logger ?? createLogger()
  warnOfSharedTokens(bots, log)
  const trustedProxies = toAddressList(server.trustedProxies)
  let isDraining = false
  let isReady = false

  const router = createRouter({ strict: true, sensitive: true })
  router.get('/live', (http) => {
    http.body = 'ok'
  })
  router.get('/ready', (http) => {
    http.status = isReady && !isDraining ? 200 : 503
    http.body = isDraining ? 'draining' : isReady ? 'ok' : 'starting'
  })
  for (const [path, content] of verification) {
    router.get(path, (http) => {
      http.type = 'text/plain'
      http.set('X-Content-Type-Options', 'nosniff')
      http.body = content
    })
  }
  const maxInFlight = server.maxInFlight ?? MAX_IN_FLIGHT
  let room = 0
  const runtimes = bots.map(runtimeOf)
  /** Takes one place. When none is left, it counts the free places again. */
  const takePlace = () => {
    if (room === 0) {
      const inFlight = runtimes.reduce((sum, { state }) => sum + state.turns.taken, 0)
      room = Math.max(0, maxInFlight - inFlight)
    }
    if (room === 0) return false
    room -= 1
    return true
  }
  const stages = { trustedProxies, takePlace, guard }
  const byPath = new Map(
    runtimes.map((runtime) => {
      return [samePath(runtime.settings.path), compose([...stagesOf(runtime, stages)])]
    }),
  )
  const warnOfMiss = createMissWarning(bots, createSparseWarning(log, systemClock))
  const routes = router.routes() as Koa.Middleware

  // The response could not be written because the peer is gone. WeChat sends the message again.
  const koa = createKoa((err) => log.debug({ err }, 'response failed'))
  const finish = (http: Koa.Context) => {
    // This closes connections from before the drain, too: a kept connection would hold the server open.
    if (isDraining) http.set('Connection', 'close')
    closeOnFlood(http)
  }
  /**
   * The context of the last message. A full collection forgets each shape of which no object is alive, and the optimised
   * code for it. So the objects of one message stay alive: otherwise the next 2500 messages take 1.6 times as long.
   */
  const last: { http?: Koa.Context } = {}
  koa.use((http, next) => {
    // The path is looked up, not routed: a router tries its routes one by one for each message.
    const path = samePath(http.url)
    const bot = byPath.get(path)
    if (bot !== undefined) {
      // Middleware may ask Koa for the URL, and Koa would take `wechat` in `//wechat` for a host.
      if (!TARGET.test(http.url)) http.url = path + http.url.slice(targetEnd(http.url))
      return bot(http, next).then(() => {
        if (http.state.wechat?.reply !== undefined) last.http = http
        finish(http)
      })
    }
    if (!TARGET.test(http.url)) {
      http.status = 400
      warnOfMiss(http)
      return finish(http)
    }
    return routes(http, next).then(() => {
      if (http.status === 404) warnOfMiss(http)
      finish(http)
    })
  })

  const ready = Promise.all(bots.map((bot) => bot.ready())).then(() => {
    isReady = true
  })
  // The caller awaits `ready`. If it does not, /ready stays 503.
  ready.catch(() => {})
  return Object.assign(koa, {
    bots,
    ready: () => ready,
    drain: () => {
      isDraining = true
      for (const bot of bots) bot.drain()
    },
    idle: async () => {
      await Promise.all(bots.map((bot) => bot.idle()))
    },
    close: async () => {
      await Promise.all(bots.map((bot) => bot.close()))
    },
  })
}

function assertOwnPaths(bots: readonly Bot[], verification: readonly string[]): void {
  const taken = new Map<string, string>([
    ['/live', 'the health check'],
    ['/ready', 'the health check'],
    ...verification.map((path): [string, string] => [path, 'a file of server.verification']),
  ])
  for (const { name, path } of bots) {
    const other = taken.get(samePath(path))
    if (other !== undefined) {
      throw new WechatBotError(
        'BAD_CONFIG',
        `bot "${name}": expected a path of its own, got "${path}", which ${other} has; set path`,
      )
    }
    taken.set(samePath(path), `bot "${name}"`)
  }
}

/** Until a signed URL is used, its signature is valid at every bot that has the same token. */
function warnOfSharedTokens(bots: readonly Bot[], log: Logger): void {
  for (const [i, bot] of bots.entries()) {
    const { account } = runtimeOf(bot).settings
    const others = bots.slice(i + 1).filter((other) => {
      return account.sharesTokenWith(runtimeOf(other).settings.account)
    })
    if (others.length === 0) continue
    const names = [bot, ...others].map(({ name }) => name)
    log.warn({ bots: names }, 'bots share a token; give each account a token of its own')
  }
}
