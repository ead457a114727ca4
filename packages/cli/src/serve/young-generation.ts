/**
 * Settings for V8's young generation, in a process that serves. V8 makes new objects there, and a collection of it costs
 * little, because nearly all objects of a message are dead by then.
 */
import { PerformanceObserver } from 'node:perf_hooks'
import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8'

const MIB = 1024 * 1024
/** V8 doubles it, up to 32 MB where the machine has more than 2 GB. More than this makes no message cheaper. */
const LARGE_BYTES = 16 * MIB
/** Both halves. Before its first collection, only one of them is there. */
const LEAST_BYTES = 2 * MIB

/**
 * Applies all settings. The returned function ends what goes on. Bun has other memory, so nothing is done there. A size
 * that the operator has set (`--max-semi-space-size`) stays.
 */
export function tuneYoungGeneration(): () => void {
  if (process.versions.bun !== undefined) return () => {}
  switchOffPretenuring()
  return isSetByOperator(/semi[-_]space/) ? () => {} : limitYoungGeneration()
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

/** What V8 has taken for it, used or not. */
export function youngBytes(): number {
  const young = getHeapSpaceStatistics().find(({ space_name: name }) => name === 'new_space')
  return young?.space_size ?? 0
}

/** Whether a flag of V8 is set on the command line or in NODE_OPTIONS. */
export function isSetByOperator(flag: RegExp): boolean {
  return [process.env.NODE_OPTIONS, ...process.execArgv].some((text) => flag.test(text ?? ''))
}
