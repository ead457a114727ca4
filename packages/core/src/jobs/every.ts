/** Runs tasks at set times. Each time is claimed in the Store, so that one instance runs it. */
import type { Clock, Timer } from '../clock.ts'
import { setAlarm, waitFor } from '../clock.ts'
import { problemText, WechatBotError } from '../errors.ts'
import type { Logger } from '../records/log.ts'
import type { Observe } from '../records/observe.ts'
import { canReplace } from '../store/completed.ts'
import type { BasicValues, Values } from '../store/types.ts'
import type { EveryContext } from './types.ts'

export interface EveryParts {
  readonly name: string
  readonly cron: string
  readonly timeZone: string
  readonly run: (context: EveryContext) => unknown
  /** The plugin that registered it, or the bot. */
  readonly plugin: string
  readonly bot: string
  readonly clock: Clock
  readonly log: Logger
  readonly observe: Observe
  readonly values: BasicValues
  /** The Store's key for one of the times. */
  readonly keyOf: (at: number) => string
  readonly context: EveryContext
  /** Called with each run, so that the bot waits for it when it closes. */
  readonly onRun: (run: Promise<void>) => void
}

/** A claim lasts longer than the clocks of two instances can differ. */
const CLAIMED_MS = 24 * 60 * 60_000
/** A time is missed after this: the machine was asleep, or its clock was set. */
const LATE_MS = 60_000
/** The longest wait between looks at the machine's clock, which somebody may set. */
const LONGEST_MS = 3_600_000
const RETRY_MS = 5000

/** The next time after `after`; undefined when there is none. */
type Times = (after: number) => number | undefined

export interface Every {
  /** @throws WechatBotError BAD_JOB for times that cannot be read. */
  readonly read: () => Promise<void>
  /** Starts to run at the set times. Call it after `read`. */
  readonly begin: () => void
  /** No run begins after this. */
  readonly stop: () => void
}

export function createEvery(parts: EveryParts): Every {
  const { name, cron, timeZone, plugin, bot, clock, log, observe } = parts
  /** Tells the claims of this process from those of others. */
  const claimant = crypto.randomUUID()
  let next: Times = () => undefined
  let timer: Timer
  let isStopped = false

  /** Whether this process runs the task at this time. While the Store is away none does, or all would. */
  const isOurs = async (at: number): Promise<boolean> => {
    for (const endsAt = clock.monotonic() + LATE_MS; !isStopped; ) {
      try {
        return await claim(parts.values, parts.keyOf(at), claimant)
      } catch (err) {
        if (clock.monotonic() >= endsAt) {
          log.error({ err, plugin, job: name }, 'not done at its time: the Store is away')
          return false
        }
        await waitFor(clock, RETRY_MS)
      }
    }
    return false
  }

  const runAt = async (at: number): Promise<void> => {
    if (!(await isOurs(at))) return
    const startedAt = clock.monotonic()
    const ended = (outcome: { readonly error?: unknown }) => {
      const ms = clock.monotonic() - startedAt
      observe({ type: 'job', bot, plugin, job: name, attempt: 1, ms, ...outcome })
    }
    try {
      await parts.run(parts.context)
      ended({})
    } catch (error) {
      ended({ error })
    }
  }

  const waitUntil = (at: number, then: () => void): void => {
    const ms = at - clock.now()
    if (ms <= 0) then()
    else timer = setAlarm(clock, () => waitUntil(at, then), Math.min(ms, LONGEST_MS))
  }

  return {
    read: async () => {
      next = await readTimes(cron, timeZone, `every("${cron}") of "${plugin}"`)
    },
    begin: () => {
      const plan = (from: number): void => {
        const at = next(from)
        if (at === undefined || isStopped) return
        waitUntil(at, () => {
          const now = clock.now()
          if (now - at < LATE_MS) parts.onRun(runAt(at))
          plan(Math.max(now, at))
        })
      }
      plan(clock.now())
    },
    stop: () => {
      isStopped = true
      clock.clearTimeout(timer)
    },
  }
}

/**
 * Claims the time in one atomic step. It must reject while the Store is away, not claim in this
 * process alone. The Store may have taken an earlier claim of this process without an answer.
 */
async function claim(values: BasicValues, key: string, claimant: string): Promise<boolean> {
  const isNew = canReplace(values)
    ? await (values as Values).replace(key, claimant, undefined, CLAIMED_MS)
    : await values.setIfAbsent(key, claimant, CLAIMED_MS)
  return isNew || (await values.get(key)) === claimant
}

/** The library is loaded only here: a bot without set times does not need it. */
async function readTimes(cron: string, timezone: string, title: string): Promise<Times> {
  const { Cron } = await import('croner')
  try {
    const times = new Cron(cron, { timezone })
    return (after) => times.nextRun(new Date(after))?.getTime()
  } catch (error) {
    const problem = {
      path: title,
      expected: 'times as "0 8 * * *" (minute, hour, day, month, weekday)',
      got: `"${cron}": ${(error as Error).message}`,
    }
    throw new WechatBotError('BAD_JOB', problemText(problem), { problems: [problem] })
  }
}
