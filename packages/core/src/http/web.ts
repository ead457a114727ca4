/** The side of `bot.fetch`: turns a web Request into an Incoming, and makes the Response. */
import { parse } from 'node:querystring'
import { type Clock, type Moment, moment, within } from '../clock.ts'
import { refusal, WechatBotError } from '../errors.ts'
import { REFUSALS } from '../refusals.ts'
import { BODY_MS, type Connection, type Incoming } from '../turn/push.ts'

/** The parts of a Request that `verify` may read. */
export class WebIncoming implements Incoming {
  readonly method: string
  readonly query: Incoming['query']
  readonly headers: Incoming['headers']
  readonly receivedAt: Moment
  readonly #request: Request
  readonly #clock: Clock
  readonly #address: string | undefined

  constructor(request: Request, clock: Clock, address: string | undefined) {
    this.receivedAt = moment(clock)
    this.method = request.method
    this.query = parse(searchOf(request))
    this.headers = Object.fromEntries(request.headers)
    this.#request = request
    this.#clock = clock
    this.#address = address
  }

  get connection(): Connection {
    const request = this.#request
    return {
      readableEnded: false,
      get destroyed() {
        // Not every platform has a signal.
        return request.signal?.aborted === true
      },
    }
  }

  remoteAddress(): string {
    if (this.#address !== undefined) return this.#address
    throw refusal(
      'ADDRESS_NOT_ALLOWED',
      'allowFrom needs the address of the peer, and a Request has none; pass it: bot.fetch(request, { remoteAddress })',
    )
  }

  async body(limit: number): Promise<Uint8Array> {
    const { body, bodyUsed } = this.#request
    if (bodyUsed) {
      throw new WechatBotError(
        'BODY_ALREADY_READ',
        'the body was read before bot.fetch(); pass the Request before anything reads it, or request.clone()',
      )
    }
    if (body === null) return new Uint8Array()
    const reader = body.getReader()
    const leftMs = this.receivedAt.monotonic + BODY_MS - this.#clock.monotonic()
    const read = readAll(reader, limit).then(
      (bytes) => ({ bytes }),
      (error: unknown) => ({ error }),
    )
    const inTime = await within(this.#clock, leftMs, read)
    // The rest of a body that is too long or too slow is not wanted.
    reader.cancel().catch(() => {})
    if (inTime === undefined) {
      throw refusal('BODY_TIMEOUT', `the body was not complete after ${BODY_MS} ms`)
    }
    if ('bytes' in inTime.value) return inTime.value.bytes
    const { error } = inTime.value
    throw error instanceof WechatBotError ? error : refusal('BAD_XML', 'the connection was cut')
  }
}

async function readAll(
  reader: ReadableStreamDefaultReader<Uint8Array>,
  limit: number,
): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  let bytes = 0
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return Buffer.concat(chunks)
    bytes += value.byteLength
    if (bytes > limit) throw refusal('BODY_TOO_LARGE', `more than ${limit} bytes`)
    chunks.push(value)
  }
}

/** A browser's visit, not a push. */
export function isWebVisit(request: Request): boolean {
  const accept = request.headers.get('accept') ?? ''
  return request.method === 'GET' && searchOf(request) === '' && /\btext\/html\b/i.test(accept)
}

/** The answer of a push that was not refused. */
export function toResponse(body: string): Response {
  return response(200, body.startsWith('<') ? 'application/xml' : 'text/plain', body)
}

/** A bare status that reveals nothing. */
export function toRefusal(status: number): Response {
  const refusal = response(status, 'text/plain', '')
  if (status === REFUSALS.METHOD_NOT_ALLOWED) refusal.headers.set('Allow', 'GET, POST')
  return refusal
}

function response(status: number, type: string, body: string): Response {
  const headers = { 'Content-Type': `${type}; charset=utf-8`, 'X-Content-Type-Options': 'nosniff' }
  return new Response(body, { status, headers })
}

function searchOf({ url }: Request): string {
  const at = url.indexOf('?')
  return at === -1 ? '' : url.slice(at + 1)
}
