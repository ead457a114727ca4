/** Finds out whether a handler blocks the event loop, and names the handler that blocked it longest. */
import { type IntervalHistogram, monitorEventLoopDelay } from 'node:perf_hooks'
import type { Clock, Logger, Observe, ObservedRecord } from '@wechatbot/core'
import { systemClock } from '@wechatbot/core/internal/clock'

/** Delays of the event loop within one window, in milliseconds. */
export interface LoopDelay {
  /** The delay that 99 of 100 samples stay below. */
  readonly p99: number
  readonly max: number
  /** Whether the delay is too long. */
  readonly isLate: boolean
}

export interface Watchdog {
  readonly observe: Observe
  readonly stop: () => void
}

/** The monitor of the loop. It measures nanoseconds from one sample to the next: 20 ms when nothing is late. */
export type LoopMonitor = Pick<
  IntervalHistogram,
  'enable' | 'disable' | 'reset' | 'max' | 'percentile'
>

export interface WatchdogOptions {
  readonly log: Logger
  /** Called with the delays of every window. */
  readonly onWindow?: ((delay: LoopDelay) => void) | undefined
  /** @default the machine's */
  readonly clock?: Clock
  /** @default this process's event loop */
  readonly monitor?: LoopMonitor
}

const WINDOW_MS = 5000
/** The limit at the 99th percentile. A message has 4.5 s and shares them with all others. */
const LIMIT_MS = 200
/**
 * The limit for a single delay. There is no sample while the loop stands still, so one long block is one sample of
 * many. It does not show at the 99th percentile: measured, a block of 3 s within 5 s leaves it at 1 ms.
 */
const STOP_MS = 1000
const REPEAT_MS = 60_000
/** The time between two samples. The monitor's figures include it. */
const RESOLUTION_MS = 20

/** A handler that may have blocked the event loop. With `filter` it is certain. */
interface Suspect {
  readonly plugin: string
  readonly filter?: string
  readonly ms: number
}

function suspectOf(record: ObservedRecord): Suspect | undefined {
  const { type } = record
  if ((type !== 'chain' && type !== 'blocked') || record.plugin === undefined) return undefined
  const { plugin, ms } = record
  return type === 'blocked' ? { plugin, filter: record.filter, ms } : { plugin, ms }
}

/** A handler that certainly blocked the loop comes before one that was only slow and may have waited. */
function isWorse(suspect: Suspect, than: Suspect | undefined): boolean {
  if (than === undefined) return true
  const isKnown = suspect.filter !== undefined
  return isKnown === (than.filter !== undefined) ? suspect.ms > than.ms : isKnown
}

/** Looks every five seconds. It only warns: no message is refused because of it. */
export function createWatchdog(options: WatchdogOptions): Watchdog {
  const { log, onWindow = () => {}, clock = systemClock } = options
  const { monitor = monitorEventLoopDelay({ resolution: RESOLUTION_MS }) } = options
  monitor.enable()
  let slowest: Suspect | undefined
  /** When each plugin or handler was named last. Of undefined, when the last warning was. */
  const warnedAt = new Map<string | undefined, number>()
  let startedAt = clock.monotonic()

  const measure = (): LoopDelay => {
    const late = (ns: number) => Math.max(0, ns / 1e6 - RESOLUTION_MS)
    // A block that has just ended may be in no sample yet. Then this window is too long by the block.
    const overdue = clock.monotonic() - startedAt - WINDOW_MS
    const max = Math.max(late(monitor.max), overdue)
    const p99 = late(monitor.percentile(99))
    monitor.reset()
    return { p99, max, isLate: p99 > LIMIT_MS || max > STOP_MS }
  }

  const look = () => {
    const delay = measure()
    onWindow(delay)
    const now = clock.monotonic()
    const { plugin, filter, ms } = slowest ?? {}
    const named = filter === undefined ? plugin : `${plugin} ${filter}`
    if (delay.isLate && now - (warnedAt.get(named) ?? Number.NEGATIVE_INFINITY) >= REPEAT_MS) {
      warnedAt.set(named, now).set(undefined, now)
      const figures = { p99Ms: Math.round(delay.p99), maxMs: Math.round(delay.max) }
      const handler = filter === undefined ? {} : { handler: filter }
      log.warn(
        {
          ...figures,
          plugin,
          ...handler,
          ...(ms === undefined ? {} : { handlerMs: Math.round(ms) }),
        },
        'event loop late: something computes or reads synchronously; the handler is named that kept it, else the slowest plugin',
      )
    }
    slowest = undefined
    startedAt = now
    timer = clock.setTimeout(look, WINDOW_MS)
  }
  let timer = clock.setTimeout(look, WINDOW_MS)

  return {
    observe: (record) => {
      const suspect = suspectOf(record)
      if (suspect !== undefined && isWorse(suspect, slowest)) slowest = suspect
    },
    stop: () => {
      clock.clearTimeout(timer)
      monitor.disable()
    },
  }
}
