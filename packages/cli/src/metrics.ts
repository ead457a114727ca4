/** Figures for Prometheus, made of records, on a port of their own. */
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { ObservedRecord } from '@wechatbot/core'
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import { CliError } from './errors.ts'

export interface Metrics {
  readonly observe: (record: ObservedRecord) => void
  /** Milliseconds that the event loop was late, at the 99th percentile. */
  readonly setLoopDelay: (ms: number) => void
  /** What Prometheus reads. */
  readonly text: () => Promise<string>
  readonly registry: Registry
}

export interface MetricsOptions {
  /** Milliseconds that only go up. @default the machine's */
  readonly now?: () => number
  /** Messages at work, over all bots. */
  readonly inFlight?: () => number
}

/** WeChat's alarm looks at five minutes. */
const ALARM_MS = 5 * 60_000
/** WeChat hangs up then: an answer that comes later is one it never saw. */
const PATIENCE_MS = 5000
/** Seconds. 4.5 is the deadline, 5 where WeChat hangs up. */
const BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 3, 4, 4.5, 5, 10, 15]

export function createMetrics(options: MetricsOptions = {}): Metrics {
  const { now = () => performance.now(), inFlight = () => 0 } = options
  const registry = new Registry()
  const registers = [registry]
  const counter = <L extends string>(name: string, help: string, ...labelNames: L[]) =>
    new Counter<L>({ name: `wechatbot_${name}`, help, labelNames, registers })
  const seconds = <L extends string>(name: string, help: string, ...labelNames: L[]) =>
    new Histogram<L>({ name: `wechatbot_${name}`, help, labelNames, buckets: BUCKETS, registers })

  const attempts = counter('attempts_total', 'Proven pushes, retries included', 'bot', 'kind')
  const runs = counter('runs_total', 'Messages whose handlers ran here', 'bot', 'plugin')
  const failures = counter('handler_failures_total', 'Handlers that failed', 'bot', 'plugin')
  const duplicates = counter('duplicates_total', 'Attempts at a known message', 'bot', 'how')
  const takeovers = counter('takeovers_total', 'Messages taken over from another process', 'bot')
  const replays = counter('replays_total', 'Signatures that came with another message', 'bot')
  const refused = counter(
    'refused_total',
    'Pushes refused before a message existed',
    'bot',
    'reason',
  )
  const shed = counter('shed_total', 'Messages not handled: too much at work', 'bot')
  const late = counter('late_total', 'Deadlines that passed', 'bot', 'strategy')
  const deferred = counter('deferred_total', 'Customer-service messages', 'bot', 'outcome')
  const degraded = counter('store_degraded_seconds_total', 'Time without the Store', 'bot')
  const answers = seconds('answer_seconds', 'From the head of a push to its answer', 'bot')
  const handlers = seconds('handler_seconds', 'How long handlers ran', 'bot', 'plugin')
  const delay = new Gauge({
    name: 'wechatbot_event_loop_delay_p99_seconds',
    help: 'How late the event loop was, over five seconds',
    registers,
  })
  const pushFailures: number[] = []
  new Gauge({
    name: 'wechatbot_push_failures_5m',
    help: 'Pushes that WeChat saw fail in five minutes; its alarm is at 30',
    registers,
    collect() {
      while (pushFailures[0] !== undefined && now() - pushFailures[0] > ALARM_MS)
        pushFailures.shift()
      this.set(pushFailures.length)
    },
  })
  new Gauge({
    name: 'wechatbot_in_flight',
    help: 'Messages at work',
    registers,
    collect() {
      this.set(inFlight())
    },
  })
  collectDefaultMetrics({ register: registry })

  /** When each bot first went on without its Store. */
  const awaySince = new Map<string, number>()
  const noteStore = (bot: string, isAway: boolean) => {
    const since = awaySince.get(bot)
    if (since !== undefined) degraded.inc({ bot }, (now() - since) / 1000)
    if (isAway) awaySince.set(bot, now())
    else awaySince.delete(bot)
  }

  const observe = (record: ObservedRecord): void => {
    const { bot } = record
    if (record.type === 'attempt') attempts.inc({ bot, kind: record.kind })
    if (record.type === 'claimed') {
      const { state } = record
      if (state === 'joined' || state === 'done') duplicates.inc({ bot, how: state })
      if (state === 'wait') duplicates.inc({ bot, how: 'other-instance' })
      if (state === 'taken-over') takeovers.inc({ bot })
      if (state === 'shed') shed.inc({ bot })
      if (state !== 'joined' && state !== 'shed') noteStore(bot, state === 'degraded')
    }
    if (record.type === 'handler') {
      const plugin = record.plugin ?? 'none'
      runs.inc({ bot, plugin })
      handlers.observe({ bot, plugin }, record.ms / 1000)
      if (record.error !== undefined) failures.inc({ bot, plugin })
    }
    if (record.type === 'answered') {
      answers.observe({ bot }, record.ms / 1000)
      if (record.ms >= PATIENCE_MS) pushFailures.push(now())
    }
    if (record.type === 'late') {
      late.inc({ bot, strategy: record.strategy })
      if (record.response === 'unanswered') pushFailures.push(now())
    }
    if (record.type === 'sent') {
      deferred.inc({ bot, outcome: record.error === undefined ? 'sent' : 'dead' })
    }
    if (record.type === 'refused') {
      refused.inc({ bot, reason: record.code })
      if (record.code === 'REPLAYED_SIGNATURE') replays.inc({ bot })
    }
  }
  return {
    observe,
    setLoopDelay: (ms) => delay.set(ms / 1000),
    text: () => registry.metrics(),
    registry,
  }
}

/** Serves `/metrics`, and nothing else. @throws CliError when the port is taken. */
export async function serveMetrics(
  metrics: Metrics,
  { host = '127.0.0.1', port = 9464 }: { readonly host?: string; readonly port?: number },
): Promise<{ readonly url: string; readonly close: () => void }> {
  const server = createServer((req, res) => {
    if (req.method !== 'GET' || req.url !== '/metrics') return void res.writeHead(404).end()
    metrics.text().then(
      (text) => res.setHeader('content-type', metrics.registry.contentType).end(text),
      () => res.writeHead(500).end(),
    )
  })
  await listen(server, host, port)
  const address = server.address() as AddressInfo
  const name = address.address.includes(':') ? `[${address.address}]` : address.address
  return {
    url: `http://${name}:${address.port}/metrics`,
    close: () => {
      server.close()
      server.closeAllConnections()
    },
  }
}

function listen(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const why = error.code === 'EADDRINUSE' ? 'is taken' : `cannot be used (${error.code})`
      reject(
        new CliError(`port ${port} for metrics ${why}; choose another with server.metrics.port`),
      )
    })
    server.listen(port, host, resolve)
  })
}
