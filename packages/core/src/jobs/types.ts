/** What is done later, or at set times, and whom a bot may write to by itself. */
import type { SubscriptionMessage, TemplateMessage } from '../api/endpoints.ts'
import type { Api } from '../api/types.ts'
import type { Logger } from '../records/log.ts'
import type { Values } from '../store/types.ts'

/** A message for a user, and what stands in for it where WeChat does not let it through. */
export interface Notice {
  /** Sent as a customer-service message (客服消息), while the user may get one. */
  readonly text: string
  /** 模板消息. */
  readonly template?: Omit<TemplateMessage, 'touser'>
  /** 订阅通知. */
  readonly subscription?: Omit<SubscriptionMessage, 'touser'>
}

/** By which way a notice has gone out. */
export interface Notified {
  readonly by: 'customer-service' | 'template' | 'subscription'
}

/**
 * Sends a notice by the first way that is open: a customer-service message, unless none is left for this user
 * (45015, 45047) or the account has no right to it (48001); then the template, then the subscription.
 * @throws ApiError for any other refusal, and when no way is left: it says which were tried. NO_API without
 *   an appSecret.
 */
export type Notify = (openid: string, notice: Notice) => Promise<Notified>

/**
 * The OpenIDs of all users who have written within 48 hours, may still get a message, and have not
 * unsubscribed since; each once, in no order.
 * @throws WechatBotError NO_API without an appSecret; BAD_CONFIG when the Store lacks sets; STORE_AWAY.
 */
export type Reachable = () => AsyncIterable<string>

/** Whom a bot may write to by itself. */
export interface Outreach {
  readonly reachable: Reachable
  readonly notify: Notify
}

type Rest<F> = F extends (openid: string, ...rest: infer R) => infer T ? (...rest: R) => T : never

/** To the user whom the job is about; with an OpenID in front, to another. */
export type JobSend = Api['send'] & Rest<Api['send']>
export type JobNotify = Notify & Rest<Notify>

/** What a job gets besides its data. */
export interface JobContext {
  /** As `at()` was told. */
  readonly openid: string | undefined
  readonly send: JobSend
  readonly notify: JobNotify
  readonly log: Logger
  /** Aborts after 60 s, when the run counts as failed, and when the bot closes. */
  readonly signal: AbortSignal
  /** From 1; the 4th is the last. */
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
   * One of all of this job's: another one with it is replaced. So a reminder is moved, or its text changed.
   * @default a new one
   */
  readonly id?: string
  /** The user whom it is about. */
  readonly openid?: string
}

/** A registered job. */
export interface ScheduledJob<T> {
  readonly name: string
  /**
   * Has it run, once, by one of all instances, also after a restart where the Store outlives it.
   * @param when a Date, or milliseconds from now, up to ten years
   * @param data JSON, up to 64 kB
   * @returns an id for `cancel`, and for `wechatbot jobs`
   * @throws WechatBotError BAD_JOB for another time, and for data that is no JSON, with its path; STORE_AWAY
   */
  readonly at: (when: Date | number, data: T, options?: JobOptions) => Promise<string>
  /**
   * @param id what `at` gave, or was given
   * @returns false where none of it waits, or is dead
   */
  readonly cancel: (id: string) => Promise<boolean>
}

/**
 * Registers what is done later, once, before the bot serves. It may run twice, as after a crash. One that
 * fails is tried again after 5 s, 30 s and 5 min; then it is dead, and `wechatbot jobs` lists it. With a
 * Store in memory it ends with the process.
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

/** What is done at set times gets this. */
export interface EveryContext extends Outreach {
  readonly name: string
  readonly send: Api['send']
  readonly log: Logger
  /** In a plugin, the plugin's part of the Store. */
  readonly store: Values
  /** Aborts when the bot closes. */
  readonly signal: AbortSignal
}

export interface EveryOptions {
  /** One of all of its plugin, or of the bot. @default the times */
  readonly name?: string
  /** As `Europe/Paris`. @default the bot's `timeZone` */
  readonly timeZone?: string
}

/**
 * Has something done at set times, once over all instances that share a Store; with a Store in memory, by
 * each process. A time at which none of them runs is not made up for; what fails is logged.
 *
 * @example
 * ```ts
 * scope.every('0 8 * * *', async ({ reachable, notify }) => {
 *   for await (const openid of reachable()) await notify(openid, { text: '早上好！' })
 * })
 * ```
 * @param cron five fields, minute to weekday, or six, with seconds in front
 * @throws WechatBotError BAD_JOB for times that cannot be read, by `ready()`; for a name that is taken and an
 *   unknown time zone; ALREADY_STARTED after the first push.
 */
export type OpenEvery = (
  cron: string,
  run: (context: EveryContext) => unknown,
  options?: EveryOptions,
) => void

/** What a plugin, or the bot, does by itself. */
export interface Scheduling {
  readonly job: OpenJob
  readonly every: OpenEvery
}

/** One registered job, or what is done at set times. */
export interface JobInfo {
  /** The plugin's name, or the bot's for its own. */
  readonly plugin: string
  readonly name: string
  /** Of what is done at set times. */
  readonly cron?: string
  readonly timeZone?: string
}
