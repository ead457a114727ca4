/** The types of jobs, of tasks at set times, and of messages that a bot sends by itself. */
import type { SubscriptionMessage, TemplateMessage } from '../api/endpoints.ts'
import type { Api } from '../api/types.ts'
import type { Logger } from '../records/log.ts'
import type { Values } from '../store/types.ts'

/** A message for a user, with replacements for the case that WeChat refuses it. */
export interface Notice {
  /** Sent as a customer-service message (客服消息) while the user may get one. */
  readonly text: string
  /** A 模板消息. */
  readonly template?: Omit<TemplateMessage, 'touser'>
  /** A 订阅通知. */
  readonly subscription?: Omit<SubscriptionMessage, 'touser'>
}

/** The way by which a notice was sent. */
export interface Notified {
  readonly by: 'customer-service' | 'template' | 'subscription'
}

/**
 * Sends a notice by the first open way: customer-service message, then template, then subscription.
 * The first way is closed when no message is left for this user (45015, 45047) or the account has
 * no right to it (48001).
 * @throws ApiError for any other refusal, and when no way is left: it names the ways that were
 *   tried. NO_API without an appSecret.
 */
export type Notify = (openid: string, notice: Notice) => Promise<Notified>

/**
 * The OpenIDs of all users who have written within 48 hours, may still get a message, and have not
 * unsubscribed since. Each comes once, in no order.
 * @throws WechatBotError NO_API without an appSecret; BAD_CONFIG when the Store lacks sets; STORE_AWAY.
 */
export type Reachable = () => AsyncIterable<string>

/** The ways to write to users without a message of theirs. */
export interface Outreach {
  readonly reachable: Reachable
  readonly notify: Notify
}

type Rest<F> = F extends (openid: string, ...rest: infer R) => infer T ? (...rest: R) => T : never

/** Sends to the user whom the job is about, or to another user if an OpenID comes first. */
export type JobSend = Api['send'] & Rest<Api['send']>
export type JobNotify = Notify & Rest<Notify>

/** The context of a job's run. */
export interface JobContext {
  /** The OpenID that was given to `at()`. */
  readonly openid: string | undefined
  readonly send: JobSend
  readonly notify: JobNotify
  readonly log: Logger
  /** Aborts when the bot closes, and after 60 s, when the run counts as failed. */
  readonly signal: AbortSignal
  /** From 1. The 4th attempt is the last. */
  readonly attempt: number
  readonly job: {
    readonly id: string
    readonly name: string
    /** Milliseconds since 1970. */
    readonly dueAt: number
  }
}

export interface JobOptions {
  /**
   * An id among all runs of this job. A second `at()` with the same id replaces the first, so that
   * a reminder can be moved or changed.
   * @default a new id
   */
  readonly id?: string
  /** The OpenID of the user whom the job is about. */
  readonly openid?: string
}

/** A registered job. */
export interface ScheduledJob<T> {
  readonly name: string
  /**
   * Plans one run. One of all instances runs it, also after a restart if the Store outlives the process.
   * @param when a Date, or milliseconds from now, up to ten years
   * @param data JSON, up to 64 kB
   * @returns an id for `cancel`, and for `wechatbot jobs`
   * @throws WechatBotError BAD_JOB for another time, and for data that is no JSON, with its path;
   *   STORE_AWAY
   */
  readonly at: (when: Date | number, data: T, options?: JobOptions) => Promise<string>
  /**
   * Cancels a planned run.
   * @param id the result of `at`, or the id given to it
   * @returns false if no run with this id waits or is dead
   */
  readonly cancel: (id: string) => Promise<boolean>
}

/**
 * Registers a job once, before the bot serves. A run may happen twice, for example after a crash. A
 * run that fails is tried again after 5 s, 30 s and 5 min. After that it is dead, and
 * `wechatbot jobs` lists it. A run that fails with NO_API is not tried again. With a Store in memory, runs end with the process.
 *
 * @example
 * ```ts
 * const remind = scope.job('remind', (text: string, { send }) => send(`提醒：${text}`))
 * scope.hears(/^提醒我 (.+)$/, async (ctx, [, text = '']) => {
 *   await remind.at(10 * 60_000, text, { openid: ctx.from })
 *   return '十分钟后提醒您'
 * })
 * ```
 * @throws WechatBotError BAD_JOB for a second job of one name; BAD_CONFIG when the Store lacks jobs;
 *   ALREADY_STARTED after the first push.
 */
export type OpenJob = <T>(
  name: string,
  run: (data: T, context: JobContext) => unknown,
) => ScheduledJob<T>

/** The context of a task at set times. */
export interface EveryContext extends Outreach {
  readonly name: string
  readonly send: Api['send']
  readonly log: Logger
  /** In a plugin's task, the plugin's part of the Store. */
  readonly store: Values
  /** Aborts when the bot closes. */
  readonly signal: AbortSignal
}

export interface EveryOptions {
  /** A name among all tasks of the plugin, or of the bot. @default the times */
  readonly name?: string
  /** An IANA name: `Europe/Paris`. @default the bot's `timeZone` */
  readonly timeZone?: string
}

/**
 * Runs a task at set times, once over all instances that share a Store. With a Store in memory each process
 * runs it. A time at which no instance runs is missed, and nothing makes up for it. Errors are logged.
 *
 * @example
 * ```ts
 * scope.every('0 8 * * *', async ({ reachable, notify }) => {
 *   for await (const openid of reachable()) await notify(openid, { text: '早上好！' })
 * })
 * ```
 * @param cron five fields, minute to weekday, or six, with seconds in front
 * @throws WechatBotError BAD_JOB for a name that is taken, for an unknown time zone, and, by
 *   `ready()`, for times that cannot be read; ALREADY_STARTED after the first push.
 */
export type OpenEvery = (
  cron: string,
  run: (context: EveryContext) => unknown,
  options?: EveryOptions,
) => void

/** Registers the jobs and tasks of a plugin or of the bot. */
export interface Scheduling {
  readonly job: OpenJob
  readonly every: OpenEvery
}

/** One registered job or task at set times. */
export interface JobInfo {
  /** The plugin's name, or the bot's name for its own. */
  readonly plugin: string
  readonly name: string
  /** Present for a task at set times. */
  readonly cron?: string
  readonly timeZone?: string
}
