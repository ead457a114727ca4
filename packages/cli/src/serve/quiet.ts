/**
 * What a process that serves gives back to the system in a quiet time. V8 looks at its memory only when it collects, and
 * without messages no collection comes.
 */
import { getHeapStatistics, setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import type { Clock } from '@wechatbot/core'
import { once } from '@wechatbot/core/internal/on-demand'
import { isSetByOperator, youngBytes } from './young-generation.ts'

const MIB = 1024 * 1024
/** A young generation of this size is not worth a collection. */
const SMALL_BYTES = 4 * MIB
/** A heap with more in it is left to V8: to compact it would hold up a message for too long. */
const COMPACTED_BYTES = 64 * MIB
/** V8 looks at what was allocated in the last 5 s. */
const LOOK_MS = 6000
/** Between two compactions. Where messages come now and then, the young generation grows and shrinks all the time. */
const COMPACTION_EVERY_MS = 60_000
/** The event loop of a quiet process is busy for less than this share of the time. */
const QUIET_SHARE = 0.05

/** V8's memory in this process. */
export interface Heap {
  /** What V8 has taken for the young generation, used or not. */
  readonly youngBytes: () => number
  /** All objects, with those that nobody needs any more. */
  readonly usedBytes: () => number
  /** Takes 1 to 10 ms. */
  readonly collectYoung: () => void
  /** Collects everything, and moves what is left together. Takes 10 to 50 ms for 16 MB. */
  readonly compact: () => void
}

/**
 * Collects the young generation from time to time while the process is quiet and V8 keeps much memory for it. V8 makes
 * it smaller when less than 1 MB a second was allocated in the last 5 s. The first collection still counts the garbage
 * of the burst, so V8 acts at the second. Then all is compacted: the old generation has pages that are half empty.
 * The returned function ends it. Bun has other memory, so nothing is done there.
 */
export function giveBackInQuiet(
  clock: Clock,
  heap: Heap | undefined = heapOfProcess(),
  askBusyShare?: () => number,
): () => void {
  if (heap === undefined) return () => {}
  const busyShare = askBusyShare ?? busyShares()
  let wasLarge = false
  let compactedAt = Number.NEGATIVE_INFINITY
  const giveBack = () => {
    if (heap.youngBytes() > SMALL_BYTES) {
      wasLarge = true
      heap.collectYoung()
    } else if (wasLarge && clock.monotonic() - compactedAt >= COMPACTION_EVERY_MS) {
      wasLarge = false
      if (heap.usedBytes() > COMPACTED_BYTES) return
      compactedAt = clock.monotonic()
      heap.compact()
    }
  }
  const look = () => {
    if (busyShare() < QUIET_SHARE) giveBack()
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

function heapOfProcess(): Heap | undefined {
  if (process.versions.bun !== undefined) return undefined
  // V8 may not make the young generation smaller than this.
  if (isSetByOperator(/min[-_]semi[-_]space/)) return undefined
  const gc = once(findGc)
  return {
    youngBytes,
    usedBytes: () => getHeapStatistics().used_heap_size,
    collectYoung: () => gc()(true),
    compact: () => {
      setFlagsFromString('--compact-on-every-full-gc')
      gc()()
      setFlagsFromString('--no-compact-on-every-full-gc')
    },
  }
}

/** Collects everything, or with `true` the young generation. Node.js 22 takes `false` for `true`. */
type Collect = (isMinor?: true) => void

/**
 * Only a context that is made while the flag is set has the function, so other code of this process does not. Where V8
 * gives none, nothing is collected.
 */
function findGc(): Collect {
  const { gc: exposed } = globalThis as { gc?: Collect }
  if (exposed !== undefined) return exposed
  setFlagsFromString('--expose-gc')
  const found = runInNewContext('globalThis.gc')
  setFlagsFromString('--no-expose-gc')
  return found ?? (() => {})
}
