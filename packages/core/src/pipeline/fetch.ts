/** The five stages over a web Request and Response: for Next.js, Hono, Bun, Deno and functions. */
import { publicPage } from '../http/page.ts'
import { isWebVisit, toRefusal, toResponse, WebIncoming } from '../http/web.ts'
import { dedupe } from './dedupe.ts'
import { answerProbe, type Flow, failed, observeAnswer, read } from './flow.ts'
import { handle } from './handle.ts'
import type { Runtime } from './runtime.ts'
import { SUCCESS, serialize } from './serialize.ts'
import { verify } from './verify.ts'

export interface FetchOptions {
  /**
   * Keeps the process alive until this promise is settled, as `waitUntil` of a function's context does.
   * It gets the message's work, a late reply included. It never rejects.
   */
  readonly waitUntil?: (work: Promise<unknown>) => void
  /** The address of the peer, for `allowFrom`. A proxy's headers are not read: pass the address that you believe. */
  readonly remoteAddress?: string
}

export type BotFetch = (request: Request, options?: FetchOptions) => Promise<Response>

/**
 * `fetch` of a bot. Nobody can leave a Response open, so `hold` is passed over, and `ctx.deadline` knows it.
 */
export function createFetch(own: Runtime): BotFetch {
  const { settings, services } = own
  const runtime: Runtime = {
    ...own,
    settings: { ...settings, passiveMs: settings.deadlineMs },
    services: {
      ...services,
      strategies: services.strategies.filter(({ name }) => name !== 'hold'),
    },
  }
  let hasWarned = false
  const warnOnce = () => {
    if (hasWarned || services.promises.areKept) return
    hasWarned = true
    services.log.warn(
      'fetch() got no waitUntil, and the Store does not last: where the process ends with the response, a late reply is lost; pass waitUntil, or use sqlite: or redis:',
    )
  }
  return async (request, { waitUntil, remoteAddress } = {}) => {
    const flow: Flow = {}
    try {
      if (waitUntil === undefined) warnOnce()
      if (isWebVisit(request)) return publicPage()
      const body = await answer(
        new WebIncoming(request, services.clock, remoteAddress),
        flow,
        runtime,
      )
      return toResponse(body)
    } catch (error) {
      const end = failed(error, flow, runtime)
      return typeof end === 'number' ? toRefusal(end) : toResponse(end)
    } finally {
      keepAlive(flow.attempt?.turn.run, waitUntil, services.log)
    }
  }
}

/** The platform's function may throw, when it is called without its `this`. The user gets the reply all the same. */
function keepAlive(
  run: Promise<void> | undefined,
  waitUntil: FetchOptions['waitUntil'],
  log: Runtime['services']['log'],
): void {
  try {
    waitUntil?.(Promise.resolve(run))
  } catch (err) {
    log.error({ err }, 'waitUntil failed; pass (work) => context.waitUntil(work)')
  }
}

async function answer(incoming: WebIncoming, flow: Flow, runtime: Runtime): Promise<string> {
  const proven = await verify(incoming, runtime)
  if (proven.type === 'handshake') return proven.echostr
  flow.push = proven
  const message = await read(proven, runtime)
  if (message.kind === 'probe') return answerProbe(proven, runtime)
  flow.message = message
  flow.attempt = await dedupe(proven, message, runtime)
  const reply = await handle(flow.attempt, runtime)
  // The peer has hung up: the body is for nobody.
  if (reply === 'unanswered') return SUCCESS
  const body = serialize(reply, flow.attempt, runtime)
  observeAnswer(flow.attempt, reply, body, runtime)
  return body
}
