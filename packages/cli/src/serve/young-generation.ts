/**
 * Settings for V8's young generation, in a process that serves. V8 makes new objects there, and a collection of it costs
 * little, because nearly all objects of a message are dead by then.
 */
import { PerformanceObserver } from 'node:perf_hooks'
import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import type { Clock } from '@wechatbot/core'

const MIB = 1024 * 1024
/** V8 doubles it, up to 32 MB where the machine has more than 2 GB. More than this makes no message cheaper. */
const LARGE_BYTES = 16 * MIB
/** Both halves. Before its first collection, only one of them is there. */
const LEAST_BYTES = 2 * MIB
/** Less than this is not worth a collection. */
const SMALL_BYTES = 4 * MIB
/** V8 looks at what was allocated in the last 5 s. */
const LOOK_MS = 6000
/** The event loop of a quiet process is busy for less than this share of the time. */
const QUIET_SHARE = 0.05

/** The young generation of this process. */
export interface YoungGeneration {
  /** What V8 has taken for it, used or not. */
  readonly bytes: () => number
  /** Takes a millisecond or a few. */
  readonly collect: () => void
}

/**
 * Applies all settings. The returned function ends what goes on. Bun has other memory, so nothing is done there. A size
 * that the operator has set (`--max-semi-space-size`) stays.
 */
export function tuneYoungGeneration(clock: Clock): () => void {
  if (process.versions.bun !== undefined) return () => {}
  switchOffPretenuring()
  const stopLimit = isSet(/semi[-_]space/) ? () => {} : limitYoungGeneration()
  // V8 may not go below this size.
  const stopGiving = isSet(/min[-_]semi[-_]space/) ? () => {} : giveBackInQuiet(clock)
  return () => {
    stopLimit()
    stopGiving()
  }
}

/**
 * Where a collection comes in the middle of many messages, V8 sees all their objects survive. It then makes the objects
 * of that code in the old generation at once (pretenuring), where only full collections find them. Over Redis this cost
 * a tenth of a message's CPU.
 */
export function switchOffPretenuring(): void {
  setFlagsFromString('--no-allocation-site-pretenuring')
}

/**
 * Lets the young generation grow to 16 MB at once. V8 reads its maximum at the start of the process only, but the factor
 * of its growth each time. The observer is called between two turns of the event loop, so a handler that computes for
 * long may still take all that V8 allows. A quiet time ends that.
 */
export function limitYoungGeneration(): () => void {
  let factor = 2
  const observer = new PerformanceObserver(() => {
    const next = Math.max(1, Math.floor(LARGE_BYTES / Math.max(youngBytes(), LEAST_BYTES)))
    if (next === factor) return
    factor = next
    setFlagsFromString(`--semi-space-growth-factor=${factor}`)
  })
  observer.observe({ entryTypes: ['gc'] })
  return () => observer.disconnect()
}

/**
 * Collects the young generation from time to time while the process is quiet and V8 keeps much memory for it. V8 makes
 * it smaller when less than 1 MB a second was allocated in the last 5 s. But it looks only at a collection, and in a
 * quiet time none comes. The first one still counts the garbage of the burst, so V8 acts at the second.
 */
export function giveBackInQuiet(
  clock: Clock,
  young: YoungGeneration = { bytes: youngBytes, collect: collectYoung },
  busyShare = busyShares(),
): () => void {
  const look = () => {
    if (busyShare() < QUIET_SHARE && young.bytes() > SMALL_BYTES) young.collect()
    timer = clock.setTimeout(look, LOOK_MS)
  }
  let timer = clock.setTimeout(look, LOOK_MS)
  return () => clock.clearTimeout(timer)
}

/** Gives the share of the time since its last call in which the event loop was busy. */
function busyShares(): () => number {
  let last = performance.eventLoopUtilization()
  return () => {
    const now = performance.eventLoopUtilization()
    const { utilization } = performance.eventLoopUtilization(now, last)
    last = now
    return utilization
  }
}

function youngBytes(): number {
  const young = getHeapSpaceStatistics().find(({ space_name: name }) => name === 'new_space')
  return young?.space_size ?? 0
}

let gc: ((isMinor: boolean) => void) | undefined

function collectYoung(): void {
  gc ??= findGc()
  gc(true)
}

/**
 * Only a context that is made while the flag is set has the function, so other code of this process does not. Where V8
 * gives none, nothing is collected.
 */
function findGc(): (isMinor: boolean) => void {
  const { gc: exposed } = globalThis as { gc?: (isMinor: boolean) => void }
  if (exposed !== undefined) return exposed
  setFlagsFromString('--expose-gc')
  const found = runInNewContext('globalThis.gc')
  setFlagsFromString('--no-expose-gc')
  return found ?? (() => {})
}

function isSet(flag: RegExp): boolean {
  return [process.env.NODE_OPTIONS, ...process.execArgv].some((text) => flag.test(text ?? ''))
}
