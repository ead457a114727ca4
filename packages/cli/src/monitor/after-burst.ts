/**
 * Gives memory back when many messages have come and few come now. V8 keeps what the burst needed until something
 * is allocated again, so a quiet bot would keep it for days.
 */
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { type Clock, type Observe, systemClock } from '@wechatbot/core'

/** Fewer messages leave nothing behind that is worth a collection. */
const MANY = 1000
/** The time between two looks. With fewer than ten messages in it, nobody notices a pause. */
const WINDOW_MS = 10_000
const FEW = 10
/** The first one frees what is dead. V8 makes its young generation smaller at the second. */
const COLLECTIONS = 2
/** A collection of this much takes about 100 ms, and a larger one longer. */
const MAX_HEAP_BYTES = 256 * 1024 * 1024

export interface AfterBurst {
  readonly observe: Observe
  readonly stop: () => void
}

/** @param collect @default a full collection by V8, if the heap is small enough for a short one */
export function createAfterBurst(
  clock: Clock = systemClock,
  collect: () => void = collectGarbage,
): AfterBurst {
  let messages = 0
  let seen = 0
  let left = COLLECTIONS
  let timer: ReturnType<Clock['setTimeout']> | undefined

  const look = () => {
    const isQuiet = messages - seen < FEW
    seen = messages
    if (isQuiet) collect()
    left = isQuiet ? left - 1 : COLLECTIONS
    timer = left > 0 ? clock.setTimeout(look, WINDOW_MS) : undefined
    if (timer === undefined) messages = 0
  }

  return {
    observe: ({ type }) => {
      if (type !== 'response') return
      messages += 1
      if (timer !== undefined || messages < MANY) return
      seen = messages
      left = COLLECTIONS
      timer = clock.setTimeout(look, WINDOW_MS)
    },
    stop: () => {
      if (timer !== undefined) clock.clearTimeout(timer)
    },
  }
}

function collectGarbage(): void {
  if (process.memoryUsage().heapUsed > MAX_HEAP_BYTES) return
  // Node has no other call for it. The function stays when the flag is off again.
  setFlagsFromString('--expose-gc')
  const gc = runInNewContext('gc') as () => void
  setFlagsFromString('--no-expose-gc')
  gc()
}
