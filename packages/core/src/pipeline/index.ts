/**
 * The pipeline: verify -> parse -> dedupe -> handle -> serialize.
 *
 * Each stage is a function in its own file, from one value to another. This file makes five
 * named Koa middlewares of them, so that your own middleware can stand between two stages. The
 * stages share one value, `http.state.wechat`. Each of its fields is written once, by its stage.
 */
import type { BlockList } from 'node:net'
import type { Context as KoaContext, Middleware } from 'koa'
import { refusal, WechatBotError } from '../errors.ts'
import type { Guard } from '../http/guard.ts'
import { KoaIncoming, leaveUnanswered, refuse, respond } from '../http/koa.ts'
import { isVisit, showPage } from '../http/page.ts'
import { after, isPending } from '../soon.ts'
import { dedupe } from './dedupe.ts'
import { answerProbe, type Flow, failed, observeAnswer, read } from './flow.ts'
import { handle } from './handle.ts'
import { type Runtime, runtimeOf } from './runtime.ts'
import { serialize } from './serialize.ts'
import { verify } from './verify.ts'

/** The stages, in the order in which they run. */
export const STAGES = ['verify', 'parse', 'dedupe', 'handle', 'serialize'] as const

export interface PipelineOptions {
  /** `allowFrom` believes the X-Forwarded-For of these proxies. */
  readonly trustedProxies?: BlockList | undefined
  /** Takes a place for one more message; false when none is free. @default 1000 places for this bot alone */
  readonly takePlace?: () => boolean
  /** Called before all other checks. */
  readonly guard?: Guard | undefined
}

/**
 * The five stages of a bot as Koa middlewares, in order.
 *
 * @example
 * ```ts
 * router.all('/wechat', ...pipeline(bot))
 * ```
 * @throws WechatBotError BAD_CONFIG for a value that createBot() has not made.
 */
export function pipeline(bot: object, options: PipelineOptions = {}): readonly Middleware[] {
  return stagesOf(runtimeOf(bot), options)
}

/** {@link pipeline} for a runtime. */
export function stagesOf(own: Runtime, options: PipelineOptions = {}): readonly Middleware[] {
  const { takePlace = own.services.takePlace, trustedProxies, guard } = options
  const runtime: Runtime = { ...own, services: { ...own.services, takePlace } }
  const visited = { path: own.settings.path, mode: own.settings.account.mode }
  return [
    // Errors become responses only here: the other four stages run inside this one.
    stage('verify', (http, next) => {
      // Visits come before the guard: the guard refuses pages, and a browser's visit to this one
      // looks like a page.
      if (isVisit(http)) return showPage(http, visited)
      return receive(http, runtime, trustedProxies, guard)
        .then((echostr) => (echostr === undefined ? next() : respond(http, echostr)))
        .catch((error: unknown) => {
          const end = failed(error, flowOf(http), runtime)
          if (typeof end === 'number') refuse(http, end)
          else respond(http, end)
        })
    }),

    stage('parse', (http, next) => {
      const flow = flowOf(http)
      const push = came(flow, 'push')
      const message = read(push, runtime)
      if (isPending(message)) return message
      if (message.kind === 'probe') {
        return answerProbe(push, runtime).then((body) => respond(http, body))
      }
      flow.message = message
      return next()
    }),

    stage('dedupe', (http, next) => {
      const flow = flowOf(http)
      return after(dedupe(came(flow, 'push'), came(flow, 'message'), runtime), (attempt) => {
        flow.attempt = attempt
        return next()
      })
    }),

    stage('handle', (http, next) => {
      const flow = flowOf(http)
      return after(handle(came(flow, 'attempt'), runtime), (reply) => {
        flow.reply = reply
        return next()
      })
    }),

    stage('serialize', (http) => {
      const flow = flowOf(http)
      const reply = came(flow, 'reply')
      const attempt = came(flow, 'attempt')
      if (reply === 'unanswered') {
        return leaveUnanswered(http, runtime.services.clock, attempt.push.receivedAt)
      }
      flow.body = serialize(reply, attempt, runtime)
      respond(http, flow.body)
      observeAnswer(attempt, reply, flow.body, runtime)
    }),
  ]
}

/** The name appears in stack traces, and when Koa prints its middleware. */
function stage(name: (typeof STAGES)[number], run: Middleware): Middleware {
  return Object.defineProperty(run, 'name', { value: name })
}

/** Begins the flow with a proven push. Resolves to the answer of a handshake. */
async function receive(
  http: KoaContext,
  runtime: Runtime,
  trustedProxies: BlockList | undefined,
  guard: Guard | undefined,
): Promise<string | undefined> {
  const flow = begin(http)
  const why = guard?.(http.headers)
  if (why !== undefined) throw refusal('PAGE_NOT_ALLOWED', why)
  const proven = await verify(
    new KoaIncoming(http, runtime.services.clock, trustedProxies),
    runtime,
  )
  if (proven.type === 'handshake') return proven.echostr
  flow.push = proven
  return undefined
}

function begin(http: KoaContext): Flow {
  if (http.state.wechat !== undefined) {
    throw new WechatBotError(
      'MOUNTED_TWICE',
      'two bots or one bot twice on one request; give each its own path and mount it once',
    )
  }
  const flow: Flow = {}
  http.state.wechat = flow
  return flow
}

function flowOf(http: KoaContext): Flow {
  return (http.state.wechat ?? {}) as Flow
}

/** A field of the flow that an earlier stage has written. */
function came<K extends keyof Flow>(flow: Flow, field: K): NonNullable<Flow[K]> {
  const value = flow[field]
  if (value !== undefined) return value as NonNullable<Flow[K]>
  throw new TypeError(`${field} is missing; mount all five stages in order: ${STAGES.join(', ')}`)
}
