/**
 * HTTP requests of this process that have not been answered to the end. A connection does not show
 * them: before it there is a queue, and an answer comes in pieces.
 */
import { subscribe } from 'node:diagnostics_channel'
import type { ClientRequest } from 'node:http'

/** As fetch publishes it. */
interface Fetched {
  readonly origin?: unknown
  readonly method?: string
  readonly path?: string
  /** Of a WebSocket: no answer ends it. */
  readonly upgrade?: unknown
}

interface Request {
  readonly words: string
  /** Of the client; undefined before it is connected. */
  readonly port: () => number | undefined
}

export class Requests {
  readonly #open = new Map<object, Request>()
  /** Whether the server of a client's port is in this process; then the connection says more. */
  readonly #isHere: (port: number | undefined) => boolean

  constructor(isHere: (port: number | undefined) => boolean) {
    this.#isHere = isHere
    const end = ({ request }: { request: object }) => void this.#open.delete(request)
    on<{ request: Fetched }>('undici:request:create', ({ request }) => {
      if (!request.upgrade)
        this.#open.set(request, { words: wordsOf(request), port: () => undefined })
    })
    on<{ request: Fetched; socket: { localPort?: number } }>(
      'undici:client:sendHeaders',
      ({ request, socket }) => {
        if (!this.#open.has(request)) return
        this.#open.set(request, { words: wordsOf(request), port: () => socket.localPort })
      },
    )
    on('undici:request:trailers', end)
    on('undici:request:error', end)
    on<{ request: ClientRequest }>('http.client.request.start', ({ request }) => {
      if (request.hasHeader('upgrade')) return
      const { method, protocol, host, path } = request
      const words = wordsOf({ method, origin: `${protocol}//${host}`, path })
      this.#open.set(request, { words, port: () => request.socket?.localPort })
      request.once('close', () => end({ request }))
    })
  }

  *inFlight(): Iterable<string> {
    for (const { words, port } of this.#open.values()) {
      const own = port()
      if (own === undefined || !this.#isHere(own)) yield words
    }
  }
}

/** Without the query, which may hold an access token. */
function wordsOf({ method, origin, path }: Fetched): string {
  return `${method} ${origin}${path?.split('?', 1)[0]}`
}

function on<T>(channel: string, listener: (notice: T) => void): void {
  subscribe(channel, (notice) => listener(notice as T))
}
