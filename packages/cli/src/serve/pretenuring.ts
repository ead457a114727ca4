/** A setting of V8 for a process that serves. */
import { setFlagsFromString } from 'node:v8'

/**
 * Call it before the process serves. Where a collection comes in the middle of many messages, V8 sees all their objects
 * survive. It then makes the objects of that code in the old generation of the heap at once (pretenuring), where only
 * full collections find them. Over Redis this cost a tenth of a message's CPU. Bun has no such flags.
 */
export function switchOffPretenuring(): void {
  if (process.versions.bun === undefined) setFlagsFromString('--no-allocation-site-pretenuring')
}
