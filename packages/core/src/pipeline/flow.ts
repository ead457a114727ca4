/** One request on its way through the stages, and how it ends. The same for Koa and for `bot.fetch`. */
import { refusal, WechatBotError } from '../errors.ts'
import type { Message } from '../message/types.ts'
import type { Reply } from '../reply/types.ts'
import type { Attempt } from '../turn/attempt.ts'
import type { Push } from '../turn/push.ts'
import { parse } from './parse.ts'
import type { Runtime } from './runtime.ts'
import { SUCCESS } from './serialize.ts'
import { StalePush } from './verify.ts'

/** `http.state.wechat`: the facts about this request so far. */
export interface Flow {
  push?: Push
  message?: Message
  attempt?: Attempt
  reply?: Reply | 'unanswered'
  body?: string
}

/** The push's message. Rejects for a push without a message. Its signature is left open then. */
export function read(push: Push, runtime: Runtime): ReturnType<typeof parse> | Promise<never> {
  try {
    return parse(push)
  } catch (error) {
    return runtime.services.bindings.leaveOpen(push.signature).then(() => Promise.reject(error))
  }
}

/** The body for a probe. It brings no message, but no later message may use its signature. */
export async function answerProbe(push: Push, { settings, services }: Runtime): Promise<string> {
  const owner = `${settings.account.scope}|probe`
  if (push.signature !== undefined && !(await services.bindings.bind(push.signature, owner))) {
    throw refusal('REPLAYED_SIGNATURE', 'the signature of a message came with a probe')
  }
  return SUCCESS
}

/**
 * What the peer gets for a push that failed: a status, or the body of a 200. A refusal before the claim is a bare status. Any
 * other error is 500 before the message is read, and 200 after: any other status shows the user 「该公众号暂时无法提供服务」.
 */
export function failed(
  error: unknown,
  flow: Flow,
  { settings, services }: Runtime,
): number | string {
  if (error instanceof WechatBotError && error.status !== undefined && flow.attempt === undefined) {
    const { code } = error
    const skew = error instanceof StalePush ? { skewSeconds: error.skewSeconds } : {}
    services.observe({ type: 'refused', bot: settings.account.name, code, ...skew })
    services.warnSparsely(code, { status: error.status }, error.message)
    return error.status
  }
  const key = flow.attempt?.turn.key
  const plugin = flow.attempt?.turn.answeredBy
  services.log.error({ err: error, key, plugin }, 'push failed')
  // A middleware of the user may fail after the body is written.
  return flow.message === undefined ? 500 : (flow.body ?? SUCCESS)
}

/** Records the answer of an attempt. */
export function observeAnswer(
  attempt: Attempt,
  reply: Reply,
  body: string,
  { settings, services }: Runtime,
): void {
  const { turn, number, push } = attempt
  services.observe({
    type: 'response',
    bot: settings.account.name,
    key: turn.key,
    kind: turn.kind,
    attempt: number,
    ms: services.clock.monotonic() - push.receivedAt.monotonic,
    reply: reply.type,
    body,
  })
}
