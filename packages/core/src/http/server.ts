/** The HTTP server before an app: what one connection may cost. */
import {
  createServer as createHttpServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http'
import type { Socket } from 'node:net'
import type Koa from 'koa'
import { inBatches } from './batch.ts'

/**
 * Of one connection, at one time. WeChat, nginx and browsers send the next request when they have their
 * answer; node reads thousands of pipelined ones at once, and everybody else would wait for them.
 */
const MAX_PIPELINED = 16

/**
 * An HTTP server with limits against slow and oversized requests. A slow head ends at 5 s, a slow
 * request at 8 s, looked for four times a second, so that thousands are not cut at one moment;
 * keep-alive outlasts nginx's 60 s, else a reused connection now and then is a 502. A connection with
 * more than 16 requests that wait for their answers is cut. `Expect: 100-continue` is answered when
 * the body is read, so not before the signature. A client that ends its side still gets its answer. A head may have 8 kB. Does not listen yet.
 *
 * @example
 * ```ts
 * createServer(createApp({ bots: [bot] })).listen(3000)
 * ```
 */
export function createServer(app: Koa): Server {
  const listener = withinPipeline(inBatches(app.callback()))
  const server = createHttpServer(
    { maxHeaderSize: 8192, connectionsCheckingInterval: 250 },
    listener,
  )
  server.on('checkContinue', (request: IncomingMessage, response: ServerResponse) => {
    // Node reads what is left of a body after the response, too.
    request.once('resume', () => {
      if (!response.headersSent) response.writeContinue()
    })
    listener(request, response)
  })
  server.headersTimeout = 5000
  server.requestTimeout = 8000
  server.keepAliveTimeout = 65_000
  // Node ends at once a half-closed connection that waits for no answer, and one in the middle of a
  // request: what is kept open ends with its answer. Not in node's types.
  return Object.assign(server, { httpAllowHalfOpen: true })
}

/** Cuts a connection with too many requests at one time; what has begun goes on. */
function withinPipeline(listener: RequestListener): RequestListener {
  const open = new WeakMap<Socket, number>()
  return (request, response) => {
    const { socket } = request
    // The rest of what node had read when it was cut.
    if (socket.destroyed) return
    const count = (open.get(socket) ?? 0) + 1
    if (count > MAX_PIPELINED) return void socket.destroy()
    open.set(socket, count)
    response.once('close', () => open.set(socket, (open.get(socket) ?? 1) - 1))
    listener(request, response)
  }
}
