/** Runs the functions that undo a plugin. A function that does not end keeps no other from running. */
import { type Clock, within } from '../clock.ts'
import type { Logger } from '../records/log.ts'
import type { Dispose } from './types.ts'

/** A function that takes longer is named in the log. `wechatbot start` may have no more than 500 ms for the close. */
const SLOW_MS = 400
/** The next function runs after this time beside one that has not ended. */
const LIMIT_MS = 3000

/** What `wechatbot check` looks for, to name the plugin whose close does not end. */
const BEGINS = 'plugin closes'

export interface Undoing {
  readonly clock: Clock
  /** The log of the plugin: its lines name it. */
  readonly log: Logger
}

/**
 * Runs the functions one after the other. An error is logged, and the next one runs.
 * @param late gets a promise for each function that has not ended in time. The first has 3 s, those after it have 0.4 s.
 */
export async function undoAll(
  functions: readonly Dispose[],
  { clock, log }: Undoing,
  late: Promise<void>[],
): Promise<void> {
  if (functions.length > 0) log.debug(BEGINS)
  let limitMs = LIMIT_MS
  for (const dispose of functions) {
    const ended = ran(dispose, log)
    if (await within(clock, SLOW_MS, ended)) continue
    log.info({ ms: SLOW_MS }, 'plugin is slow to close')
    if (await within(clock, limitMs - SLOW_MS, ended)) continue
    log.warn({ ms: limitMs }, 'plugin does not close, and what is left closes beside it')
    late.push(ended)
    // The Store closes after the last one: ten that hang must not keep it open for ten times as long.
    limitMs = SLOW_MS
  }
}

async function ran(dispose: Dispose, log: Logger): Promise<void> {
  try {
    await dispose()
  } catch (err) {
    log.error({ err }, 'plugin close failed')
  }
}
