/**
 * HTTP requests of this process that have not been answered completely. Connections do not show them: a request
 * waits in a queue before it has a connection, and its answer comes in pieces.
 */
import { subscribe } from 'node:diagnostics_channel'
import type { ClientRequest } from 'node:http'
import type { Socket } from 'node:net'

/** A request in the form that fetch publishes. */
interface Fetched {
  readonly origin?: unknown
  readonly method?: string
  readonly path?: string
  /** Set for a WebSocket, which no answer ends. */
  readonly upgrade?: unknown
}

interface Request {
  readonly id: number
  readonly words: string
  /** The holder of the connection, once there is one. */
  readonly by: { socket?: { readonly localPort?: number } | null }
}

export class Requests {
  readonly #open = new Map<object, Request>()
  readonly #isAwaited: (port: number) => boolean

  /**
   * @param isAwaited whether the connection at this client's port brings an answer from outside this process. For
   * any other connection, its own data says more than the request.
   * @param lastId an id below those of all later work
   */
  constructor(isAwaited: (port: number) => boolean, lastId: () => number) {
    this.#isAwaited = isAwaited
    const begin = (request: object, words: string, by: Request['by']) =>
      void this.#open.set(request, { id: lastId() + 1, words, by })
    const end = ({ request }: { request: object }) => void this.#open.delete(request)

    on<{ request: Fetched }>('undici:request:create', ({ request }) => {
      if (!request.upgrade) begin(request, wordsOf(request), {})
    })
    on<{ request: object; socket: Socket }>('undici:client:sendHeaders', ({ request, socket }) => {
      const known = this.#open.get(request)
      if (known !== undefined) known.by.socket = socket
    })
    on('undici:request:trailers', end)
    on('undici:request:error', end)

    on<{ request: ClientRequest }>('http.client.request.start', ({ request }) => {
      if (request.hasHeader('upgrade')) return
      const { method, protocol, host, path } = request
      begin(request, wordsOf({ method, origin: `${protocol}//${host}`, path }), request)
      request.once('close', () => end({ request }))
    })
  }

  /** @param since requests that began before are left out */
  *inFlight(since: number): Iterable<string> {
    for (const { id, words, by } of this.#open.values()) {
      const port = by.socket?.localPort
      if (id > since && (port === undefined || this.#isAwaited(port))) yield words
    }
  }
}

/** The request without its query, which may hold an access token. */
function wordsOf({ method, origin, path }: Fetched): string {
  return `${method} ${origin}${path?.split('?', 1)[0]}`
}

function on<T>(channel: string, listener: (notice: T) => void): void {
  subscribe(channel, (notice) => listener(notice as T))
}
