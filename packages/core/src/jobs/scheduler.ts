/** The jobs of one bot and of its plugins, their tasks at set times, and the users they may write to. */

import type { Allowance } from '../api/allowance.ts'
import type { Api } from '../api/types.ts'
import type { Owner } from '../chain/context.ts'
import type { Clock } from '../clock.ts'
import { described, WechatBotError } from '../errors.ts'
import type { Observe } from '../records/observe.ts'
import { canRunJobs, lacking, setsOf } from '../store/completed.ts'
import { jobName, valueKeys } from '../store/keys.ts'
import { RenewedMap } from '../store/renewed-map.ts'
import type { BasicStore, Store } from '../store/types.ts'
import type { JobRunner } from './dispatcher.ts'
import { dispatcherOf } from './dispatchers.ts'
import { createEvery, type Every } from './every.ts'
import { createJob } from './job.ts'
import { createOutreach } from './outreach.ts'
import type {
  JobContext,
  JobInfo,
  JobNotify,
  JobSend,
  OpenEvery,
  OpenJob,
  Outreach,
  Scheduling,
} from './types.ts'

export interface SchedulerParts {
  /** The bot as an owner. */
  readonly owner: Owner
  /** The Store as the bot was given it, and the completed Store. */
  readonly given: BasicStore
  readonly store: Store
  /** The beginning of the account's keys. */
  readonly scope: string
  readonly timeZone: string
  readonly clock: Clock
  readonly observe: Observe
  readonly api: () => Api
  readonly allowance: Allowance | undefined
  /** Whether registration is still allowed. */
  readonly registers: () => boolean
  /** Called with each run, so that the bot waits for it when it closes. */
  readonly onRun: (run: Promise<unknown>) => void
}

export interface Scheduler {
  /** Returns the functions that register jobs of a plugin, or the bot's own jobs without `plugin`. */
  readonly of: (owner: Owner, plugin?: string) => Scheduling
  readonly outreach: Outreach
  readonly list: () => readonly JobInfo[]
  /** @throws WechatBotError BAD_JOB for set times that cannot be read. */
  readonly read: () => Promise<void>
  /** Starts all jobs and tasks. Call it after `read`. */
  readonly begin: () => void
  /** No run begins here after this. */
  readonly drain: () => void
  /** Aborts the runs in flight and leaves them for other processes. */
  readonly close: () => Promise<void>
}

export function createScheduler(parts: SchedulerParts): Scheduler {
  const { owner: bot, given, store, scope, clock, observe, api, allowance, onRun } = parts
  const all: JobInfo[] = []
  /** The runners of this bot, by the names of their jobs in the Store. */
  const runners = new Map<string, JobRunner>()
  const everies: Every[] = []
  const closing = new AbortController()
  const running = new RenewedMap<AbortController, AbortController>()
  let hasBegun = false
  const dispatcher = () => dispatcherOf(given, store, clock, bot.log)
  const outreach = createOutreach({ api, allowance, sets: setsOf(given), scope })
  const send: Api['send'] = async (...message) => api().send(...message)

  const assertOpen = (title: string) => {
    if (parts.registers()) return
    throw new WechatBotError(
      'ALREADY_STARTED',
      `${title} too late: the bot serves already, or is closed; register it once, before it serves`,
    )
  }
  const outreachTo = (openid: string | undefined) => ({
    send: addressed(send, openid) as JobSend,
    notify: addressed(outreach.notify, openid) as JobNotify,
  })

  const jobOf = (owner: Owner, plugin?: string): OpenJob => {
    return (name, run) => {
      const title = `job "${name}" of "${owner.name}"`
      assertOpen(title)
      assertName(name, title)
      assertRun(run, title)
      if (!canRunJobs(given)) throw lacking(title, 'jobs')
      const storeName = jobName(scope, plugin, name)
      if (runners.has(storeName)) {
        throw bad(`${title}: expected another name, got it again`)
      }
      const { log } = owner
      const job = createJob({
        ...{ name, storeName, plugin: owner.name, bot: bot.name },
        ...{ jobs: store.jobs, clock, log, observe, outreachTo, closing: closing.signal, running },
        run: run as (data: unknown, context: JobContext) => unknown,
      })
      const runner: JobRunner = {
        run: (due) => {
          const ran = job.run(due)
          onRun(ran.catch(() => {}))
          return ran
        },
        onDead: job.onDead,
      }
      runners.set(storeName, runner)
      all.push({ plugin: owner.name, name })
      dispatcher().register(storeName, runner)
      return { name, at: job.at, cancel: job.cancel }
    }
  }

  const everyOf = (owner: Owner, plugin?: string): OpenEvery => {
    const taken = new Set<string>()
    return (cron, run, options = {}) => {
      const { timeZone = parts.timeZone } = options
      const title = `every("${cron}") of "${owner.name}"`
      assertOpen(title)
      assertName(cron, title)
      assertRun(run, title)
      assertTimeZone(timeZone, title)
      const name = options.name ?? unused(cron, taken)
      assertName(name, title)
      if (taken.has(name)) throw bad(`${title}: expected another name, got "${name}" again`)
      taken.add(name)
      all.push({ plugin: owner.name, name, cron, timeZone })
      const { log, store: own } = owner
      everies.push(
        createEvery({
          ...{ name, cron, timeZone, run, plugin: owner.name, bot: bot.name },
          ...{ clock, log, observe, onRun, values: given.values },
          keyOf: (at) => valueKeys.every(scope, plugin, name, at),
          context: { ...outreach, name, send, log, store: own, signal: closing.signal },
        }),
      )
    }
  }

  return {
    of: (owner, plugin) => ({ job: jobOf(owner, plugin), every: everyOf(owner, plugin) }),
    outreach,
    list: () => [...all],
    read: async () => {
      await Promise.all(everies.map((every) => every.read()))
    },
    begin: () => {
      if (hasBegun || closing.signal.aborted) return
      hasBegun = true
      for (const every of everies) every.begin()
      if (runners.size > 0) dispatcher().begin()
    },
    drain: () => {
      for (const every of everies) every.stop()
      if (runners.size > 0) dispatcher().leave(runners)
    },
    close: async () => {
      closing.abort(new Error('the bot is closing'))
      for (const stopping of running.values()) stopping.abort(closing.signal.reason)
      if (runners.size > 0) await dispatcher().stopped()
    },
  }
}

/** Sends to the OpenID in front, if there is one; else to the user whom the job is about. */
function addressed(
  tell: (openid: string, message: never, options?: never) => Promise<unknown>,
  openid: string | undefined,
) {
  return async (...args: readonly unknown[]): Promise<unknown> => {
    const [first, second, third] = args as [never, never, never]
    if (typeof first === 'string' && isMessage(second)) return tell(first, second, third)
    if (openid !== undefined) return tell(openid, first, second)
    throw bad('the job is about nobody; pass openid to at(), or an OpenID before the message')
  }
}

/** Whether the value is a message and not an object of options. */
function isMessage(value: unknown): boolean {
  if (typeof value === 'string') return true
  return typeof value === 'object' && value !== null && ('type' in value || 'text' in value)
}

function bad(text: string): WechatBotError {
  return new WechatBotError('BAD_JOB', text)
}

function assertName(name: unknown, title: string): void {
  if (typeof name === 'string' && name !== '') return
  throw bad(`${title}: expected a text as its name, got ${described(name)}`)
}

function assertRun(run: unknown, title: string): void {
  if (typeof run !== 'function') throw bad(`${title}: expected a function, got ${described(run)}`)
}

function assertTimeZone(timeZone: string, title: string): void {
  try {
    new Intl.DateTimeFormat('en', { timeZone })
  } catch {
    throw bad(`${title}: expected a time zone like "Asia/Shanghai", got ${described(timeZone)}`)
  }
}

/** A free name: `0 8 * * *`, `0 8 * * *#2`, ... All instances register in the same order, so names agree. */
function unused(name: string, taken: ReadonlySet<string>): string {
  let free = name
  for (let count = 2; taken.has(free); count += 1) free = `${name}#${count}`
  return free
}
