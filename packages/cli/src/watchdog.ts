/** Looks whether a handler keeps the event loop to itself, and names its plugin. */
import { monitorEventLoopDelay } from 'node:perf_hooks'
import type { Logger, ObservedRecord } from '@wechatbot/core'

export interface Watchdog {
  readonly observe: (record: ObservedRecord) => void
  readonly stop: () => void
}

const WINDOW_MS = 5000
/** At the 99th percentile. A message has 4.5 s, and shares them with all others. */
const LIMIT_MS = 200
const REPEAT_MS = 60_000

/** @param onDelay is told the 99th percentile of every five seconds. */
export function createWatchdog(
  log: Logger,
  onDelay: (ms: number) => void = () => {},
  windowMs: number = WINDOW_MS,
): Watchdog {
  const histogram = monitorEventLoopDelay({ resolution: 20 })
  histogram.enable()
  let slowest: { plugin: string; ms: number } | undefined
  let warnedAt = Number.NEGATIVE_INFINITY

  const look = () => {
    const p99 = histogram.percentile(99) / 1e6
    histogram.reset()
    onDelay(p99)
    if (p99 > LIMIT_MS && performance.now() - warnedAt > REPEAT_MS) {
      warnedAt = performance.now()
      const { plugin, ms } = slowest ?? {}
      log.warn(
        { p99Ms: Math.round(p99), plugin, handlerMs: ms && Math.round(ms) },
        'the event loop is late: a handler computes or reads synchronously',
      )
    }
    slowest = undefined
  }
  const timer = setInterval(look, windowMs)
  timer.unref()
  return {
    observe: (record) => {
      if (record.type !== 'handler' || record.plugin === undefined) return
      if (slowest === undefined || record.ms > slowest.ms) {
        slowest = { plugin: record.plugin, ms: record.ms }
      }
    },
    stop: () => {
      clearInterval(timer)
      histogram.disable()
    },
  }
}
