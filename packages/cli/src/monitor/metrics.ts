/** Metrics for Prometheus, made from records. They hold no OpenID, text or key: labels are few and known. */
import type { ClaimedState, JobInfo, Logger, Observe, RefusalCode } from '@wechatbot/core'
import { LATE_NAMES } from '@wechatbot/core/internal/late/strategies'
import { Counter, collectDefaultMetrics, Registry } from 'prom-client'
import { BUCKETS, gauge, type Instruments, instruments } from './instruments.ts'
import { PluginMetrics } from './plugin-metrics.ts'
import { RecentCount } from './recent-count.ts'
import type { LoopDelay } from './watchdog.ts'

/** What the metrics need to know of a bot. */
export interface Monitored {
  readonly name: string
  readonly plugins: readonly string[]
  /** Messages in flight in this process. */
  readonly inFlight: () => number
}

export interface Metrics {
  readonly observe: Observe
  /** Starts the bot's counters at 0, so that the first event is seen as an increase. */
  readonly include: (bot: Monitored) => void
  /** The same for its jobs, which are known once it is set up. A run of them may be on another instance. */
  readonly includeJobs: (bot: string, jobs: readonly JobInfo[]) => void
  readonly setLoopDelay: (delay: LoopDelay) => void
  readonly registry: Registry
}

/** The period that WeChat's alarm (接口报警) looks at: five minutes. */
const ALARM_MS = 5 * 60_000
/** The time after which WeChat hangs up. It never sees a later answer. */
const PATIENCE_MS = 5000

/**
 * Refusals, and whether WeChat's alarm counts them. It counts a push with a right signature that got no 200. It
 * does not count a push without a signature, nor one that WeChat never sends.
 */
const COUNTS_FOR_ALARM: Readonly<Record<RefusalCode, boolean>> = {
  ADDRESS_NOT_ALLOWED: false,
  BAD_CIPHERTEXT: true,
  BAD_ECHOSTR: false,
  BAD_MESSAGE: true,
  BAD_SIGNATURE: false,
  BAD_XML: true,
  BODY_TIMEOUT: true,
  BODY_TOO_LARGE: true,
  ENCODED_BODY: true,
  METHOD_NOT_ALLOWED: false,
  PAGE_NOT_ALLOWED: false,
  REPLAYED_SIGNATURE: false,
  STALE_PUSH: true,
  WRONG_MODE: true,
}

const DUPLICATES: Partial<Record<ClaimedState, string>> = {
  joined: 'joined',
  done: 'done',
  wait: 'other-instance',
}
const JOB_OUTCOMES = ['done', 'failed', 'dead']
const OUTCOMES = ['sent', 'retried', 'dead']

/** @param now milliseconds that only go up */
export function createMetrics(log: Logger, now = () => performance.now()): Metrics {
  const registry = new Registry()
  const made = instruments(registry)
  const ofPlugins = new PluginMetrics({ registry, log, buckets: BUCKETS })
  const bots: Monitored[] = []

  const failed = new Map<string, RecentCount>()
  const noteFailure = (bot: string) => {
    const recent = failed.get(bot) ?? new RecentCount(ALARM_MS)
    failed.set(bot, recent)
    recent.add(now())
  }

  /** For each bot that runs without its Store: the time up to which its seconds without the Store are counted. */
  const awaySince = new Map<string, number>()
  const countAway = (bot: string) => {
    const since = awaySince.get(bot)
    if (since === undefined) return
    degraded.inc({ bot }, (now() - since) / 1000)
    awaySince.set(bot, now())
  }
  const degraded = new Counter({
    name: 'wechatbot_store_degraded_seconds_total',
    help: 'Time without the Store',
    labelNames: ['bot'],
    registers: [registry],
    collect: () => [...awaySince.keys()].forEach(countAway),
  })

  gauge(registry, 'push_failures_5m', 'Pushes WeChat saw fail in 5 min; its alarm is at 30', () =>
    [...failed].map(([bot, recent]) => [bot, recent.count(now())]),
  )
  gauge(registry, 'in_flight', 'Messages in flight', () =>
    bots.map(({ name, inFlight }) => [name, inFlight()]),
  )
  collectDefaultMetrics({ register: registry })

  const observeClaim = (bot: string, state: ClaimedState) => {
    const how = DUPLICATES[state]
    if (how !== undefined) made.duplicates.inc({ bot, how })
    if (state === 'taken-over') made.takeovers.inc({ bot })
    if (state === 'shed') made.shed.inc({ bot })
    if (state === 'poison') made.poison.inc({ bot })
    if (state === 'degraded' && !awaySince.has(bot)) awaySince.set(bot, now())
    // Only these two states show that the Store is back.
    if (state === 'run' || state === 'wait') {
      countAway(bot)
      awaySince.delete(bot)
    }
  }

  const observe: Observe = (record) => {
    const { bot } = record
    switch (record.type) {
      case 'attempt':
        return made.attempts.inc({ bot, kind: record.kind })
      case 'claimed':
        return observeClaim(bot, record.state)
      case 'chain': {
        const plugin = record.plugin ?? 'none'
        made.runs.inc({ bot, plugin })
        made.handlers.observe({ bot, plugin }, record.ms / 1000)
        if (record.error !== undefined) made.failures.inc({ bot, plugin })
        return
      }
      case 'response':
        made.answers.observe({ bot }, record.ms / 1000)
        if (record.ms >= PATIENCE_MS) noteFailure(bot)
        return
      case 'late':
        made.late.inc({ bot, strategy: record.strategy })
        if (record.response === 'unanswered') noteFailure(bot)
        return
      case 'sent':
        made.deferred.inc({ bot, outcome: record.error === undefined ? 'sent' : 'dead' })
        made.deferred.inc({ bot, outcome: 'retried' }, record.retries)
        return
      case 'job': {
        const { plugin, job, ms, error } = record
        made.jobs.inc({ bot, plugin, job, outcome: error === undefined ? 'done' : 'failed' })
        made.jobSeconds.observe({ bot, plugin, job }, ms / 1000)
        return
      }
      case 'job-dead': {
        const { plugin, job } = record
        made.jobs.inc({ bot, plugin, job, outcome: 'dead' })
        return
      }
      case 'metric':
        return ofPlugins.take(record)
      case 'refused':
        made.refused.inc({ bot, reason: record.code })
        if (record.code === 'REPLAYED_SIGNATURE') made.replays.inc({ bot })
        if (record.skewSeconds !== undefined) made.skew.set({ bot }, record.skewSeconds)
        if (COUNTS_FOR_ALARM[record.code as RefusalCode]) noteFailure(bot)
    }
  }

  return {
    observe,
    include: (bot) => {
      bots.push(bot)
      beginAtZero(made, bot)
      degraded.inc({ bot: bot.name }, 0)
      failed.set(bot.name, new RecentCount(ALARM_MS))
    },
    includeJobs: (bot, jobs) => {
      for (const { plugin, name: job } of jobs) {
        for (const outcome of JOB_OUTCOMES) made.jobs.inc({ bot, plugin, job, outcome }, 0)
      }
    },
    setLoopDelay: ({ p99, max, isLate }) => {
      made.p99.set(p99 / 1000)
      made.max.set(max / 1000)
      if (isLate) made.lateWindows.inc()
    },
    registry,
  }
}

/** Labels whose values are known before anything happens. */
function beginAtZero(made: Instruments, { name: bot, plugins }: Monitored): void {
  for (const plugin of plugins) made.failures.inc({ bot, plugin }, 0)
  for (const strategy of LATE_NAMES) made.late.inc({ bot, strategy }, 0)
  for (const how of Object.values(DUPLICATES)) made.duplicates.inc({ bot, how }, 0)
  for (const reason of Object.keys(COUNTS_FOR_ALARM)) made.refused.inc({ bot, reason }, 0)
  for (const outcome of OUTCOMES) made.deferred.inc({ bot, outcome }, 0)
  for (const each of [made.takeovers, made.replays, made.shed, made.poison]) each.inc({ bot }, 0)
}
