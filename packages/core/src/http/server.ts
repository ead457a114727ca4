/** The HTTP server of an app, with limits for each connection. */
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
import { prepareEnd, tellEnd } from './response-end.ts'

/**
 * The most requests of one connection at one time. WeChat, nginx and browsers wait for an answer
 * before the next request. Node would read thousands of pipelined requests at once, and all others
 * would wait for them.
 */
const MAX_PIPELINED = 16

/**
 * An HTTP server with limits against slow and oversized requests. It does not listen yet.
 * A slow head ends at 5 s, a slow request at 8 s. The check runs four times a second, so that
 * thousands of connections are not cut at one moment. Keep-alive lasts longer than the 60 s of
 * nginx: otherwise a reused connection is sometimes a 502. A connection with more than 16 waiting
 * requests is cut. `Expect: 100-continue` is answered when the body is read, so only after the
 * signature is verified. A client that ends its side still gets its answer. A head may have 8 kB.
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
    // After the response node still reads the rest of a body.
    request.once('resume', () => {
      if (!response.headersSent) response.writeContinue()
    })
    listener(request, response)
  })
  server.headersTimeout = 5000
  server.requestTimeout = 8000
  server.keepAliveTimeout = 65_000
  // By default node ends a half-closed connection at once if it waits for no answer or is in the middle of
  // a request. With this option a kept connection ends with its answer. Node's types lack it.
  return Object.assign(server, { httpAllowHalfOpen: true })
}

/** Cuts a connection with too many requests at one time. Requests that have begun go on. */
function withinPipeline(listener: RequestListener): RequestListener {
  const open = new WeakMap<Socket, number>()
  // One function for all responses: thousands may wait, and a closure for each would be kept.
  function onClose(this: ServerResponse): void {
    const { socket } = this.req
    open.set(socket, (open.get(socket) ?? 1) - 1)
    tellEnd(this)
  }
  return (request, response) => {
    const { socket } = request
    // Node read these requests before the connection was cut.
    if (socket.destroyed) return
    const count = (open.get(socket) ?? 0) + 1
    if (count > MAX_PIPELINED) return void socket.destroy()
    open.set(socket, count)
    prepareEnd(response)
    response.on('close', onClose)
    listener(request, response)
  }
}
