import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/** Collects all garbage of this process. What the running turn of the event loop has asked a WeakRef for stays. */
export function collectGarbage(): void {
  setFlagsFromString('--expose-gc')
  const gc = runInNewContext('globalThis.gc') as () => void
  setFlagsFromString('--no-expose-gc')
  gc()
}
