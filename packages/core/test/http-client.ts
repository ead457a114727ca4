/** Real sockets on 127.0.0.1. */
import {
  createServer,
  type IncomingHttpHeaders,
  type RequestListener,
  request,
  type Server,
} from 'node:http'
import type { AddressInfo } from 'node:net'
import { signedQuery } from './fixtures.ts'

export interface HttpAnswer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

export interface CallOptions {
  readonly method?: string
  readonly headers?: Record<string, string | number | string[]>
  readonly body?: string | Uint8Array
}

const open = new Set<Server>()

/** Listens on a free port; the URL has no final slash. */
export async function listen(serverOrListener: Server | RequestListener): Promise<string> {
  const server =
    typeof serverOrListener === 'function' ? createServer(serverOrListener) : serverOrListener
  open.add(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

/** To be called after each spec that listens. */
export async function closeServers(): Promise<void> {
  for (const server of open) {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
  open.clear()
}

export function call(url: string, options: CallOptions = {}): Promise<HttpAnswer> {
  const { method = 'GET', headers = {}, body } = options
  return new Promise((resolve, reject) => {
    const outgoing = request(url, { method, headers, agent: false }, (incoming) => {
      const chunks: Buffer[] = []
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk))
      incoming.on('error', reject)
      incoming.on('end', () => {
        resolve({
          status: incoming.statusCode ?? 0,
          headers: incoming.headers,
          body: Buffer.concat(chunks).toString(),
        })
      })
    })
    outgoing.on('error', reject)
    outgoing.end(body)
  })
}

export function withQuery(url: string, query: Record<string, string>): string {
  return `${url}?${new URLSearchParams(query)}`
}

/** One push, signed as WeChat does. */
export function push(
  url: string,
  xml: string,
  options: {
    readonly query?: Record<string, string>
    readonly headers?: CallOptions['headers']
  } = {},
): Promise<HttpAnswer> {
  const { query = signedQuery(), headers = {} } = options
  return call(withQuery(url, query), {
    method: 'POST',
    headers: { 'Content-Type': 'text/xml', ...headers },
    body: xml,
  })
}
