/** Koa's side of the pipeline: turns a request into an Incoming, and writes the response. */
import type { BlockList } from 'node:net'
import { parse } from 'node:querystring'
import type { Context as KoaContext } from 'koa'
import getRawBody from 'raw-body'
import { type Clock, type Moment, moment } from '../clock.ts'
import { refusal, WechatBotError } from '../errors.ts'
import { HANG_UP_MS } from '../protocol.ts'
import { REFUSALS } from '../refusals.ts'
import { BODY_LIMIT, BODY_MS, type Connection, type Incoming } from '../turn/push.ts'
import { senderOf } from './forwarded.ts'

/** The parts of a request that `verify` may read. */
export class KoaIncoming implements Incoming {
  readonly method: string
  readonly query: Incoming['query']
  readonly headers: Incoming['headers']
  readonly receivedAt: Moment
  readonly #http: KoaContext
  readonly #clock: Clock
  readonly #trusted: BlockList | undefined

  constructor(http: KoaContext, clock: Clock, trusted: BlockList | undefined) {
    this.receivedAt = moment(clock)
    this.method = http.method
    // Koa's own parser is three times as slow, and throws for a target that is no URL.
    const { url } = http
    const at = url.indexOf('?')
    this.query = parse(at === -1 ? '' : url.slice(at + 1))
    this.headers = http.headers
    this.#http = http
    this.#clock = clock
    this.#trusted = trusted
  }

  remoteAddress(): string {
    const socketAddress = this.#http.req.socket.remoteAddress ?? ''
    // Node has joined repeated headers of this name, in their order.
    const forwardedFor = this.headers['x-forwarded-for'] as string | undefined
    return senderOf(socketAddress, forwardedFor, this.#trusted)
  }

  get connection(): Connection {
    return this.#http.req.socket
  }

  body(limit: number): Promise<Uint8Array> {
    return readBody(this.#http, limit, this.#clock, this.receivedAt.monotonic + BODY_MS)
  }
}

async function readBody(
  http: KoaContext,
  limit: number,
  clock: Clock,
  endsAt: number,
): Promise<Uint8Array> {
  const kept = rawTextOf(http)
  if (kept !== undefined) {
    if (kept.byteLength <= limit) return kept
    throw refusal('BODY_TOO_LARGE', `${kept.byteLength} bytes, at most ${limit}`)
  }
  if (http.req.readableEnded || http.req.readableDidRead) {
    throw new WechatBotError(
      'BODY_ALREADY_READ',
      'the body was read before bot.middleware() and no raw text was kept; mount bot.middleware() before koa-bodyparser (or koa-body, express.json)',
    )
  }
  return new Promise((resolve, reject) => {
    const expire = () =>
      reject(refusal('BODY_TIMEOUT', `the body was not complete after ${BODY_MS} ms`))
    // The body nearly always comes with the headers, so there is nothing to wait for.
    const leftMs = Math.max(0, endsAt - clock.monotonic())
    const timer = http.req.complete ? undefined : clock.setTimeout(expire, leftMs)
    getRawBody(http.req, { limit, length: http.get('content-length') || null }, (error, body) => {
      if (timer !== undefined) clock.clearTimeout(timer)
      if (error) reject(toRefusal(error, limit))
      else resolve(body)
    })
  })
}

/** The raw text that some body parsers and serverless hosts leave on the request. */
function rawTextOf(http: KoaContext): Uint8Array | undefined {
  const request = http.request as { rawBody?: unknown }
  const incoming = http.req as { rawBody?: unknown; body?: unknown }
  for (const text of [request.rawBody, incoming.rawBody, incoming.body]) {
    if (typeof text === 'string') return Buffer.from(text)
    if (text instanceof Uint8Array) return text
  }
  return undefined
}

function toRefusal(error: unknown, limit: number): unknown {
  const type = (error as { type?: unknown } | null)?.type
  if (type === 'entity.too.large') return refusal('BODY_TOO_LARGE', `more than ${limit} bytes`)
  if (type === 'request.size.invalid') return refusal('BAD_XML', 'not as long as Content-Length')
  // The second one: it was cut before anybody read.
  if (type === 'request.aborted' || type === 'stream.not.readable')
    return refusal('BAD_XML', 'the connection was cut')
  return error
}

/** Writes a response. The stages write by this function, {@link refuse}, {@link leaveUnanswered} and `showPage` only. */
export function respond(http: KoaContext, body: string): void {
  http.status = 200
  http.type = body.startsWith('<') ? 'application/xml' : 'text/plain'
  http.set('X-Content-Type-Options', 'nosniff')
  http.body = body
}

/** Answers with a bare status that reveals nothing. */
export function refuse(http: KoaContext, status: number): void {
  http.status = status
  http.type = 'text/plain'
  http.set('X-Content-Type-Options', 'nosniff')
  if (status === REFUSALS.METHOD_NOT_ALLOWED) http.set('Allow', 'GET, POST')
  // The rest of the body will not come.
  if (status === REFUSALS.BODY_TIMEOUT) http.set('Connection', 'close')
  closeOnFlood(http)
  http.body = ''
}

/**
 * Closes the connection if its body is over the limit. To keep a connection, node reads the rest of its
 * body and throws it away: a client could send megabytes. Only a body within the limit is worth that.
 */
export function closeOnFlood(http: KoaContext): void {
  if (http.req.complete) return
  const length = http.get('content-length')
  if (length === '' || Number(length) > BODY_LIMIT) http.set('Connection', 'close')
}

/** Leaves the response open until the peer hangs up, 6 s after its headers at the latest. WeChat sends the message again. */
export function leaveUnanswered(http: KoaContext, clock: Clock, receivedAt: Moment): void {
  http.respond = false
  const { res } = http
  const leftMs = receivedAt.monotonic + HANG_UP_MS - clock.monotonic()
  const timer = clock.setTimeout(() => res.destroy(), leftMs)
  res.once('close', () => clock.clearTimeout(timer))
}
