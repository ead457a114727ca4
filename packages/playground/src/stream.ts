/** Events to the pages that are open (Server-Sent Events). */
import type { ServerResponse } from 'node:http'
import type { PageEvent, Snapshot } from './protocol.ts'

/** A proxy or a browser that hears nothing may think the connection dead. */
const HEARTBEAT_MS = 15_000
/** What a page may leave unread before it is cut off; it comes back by itself. */
const MAX_UNREAD_BYTES = 8 * 1024 * 1024
/** Nobody has so many open; each may hold that much. */
const MAX_PAGES = 32

export class Stream {
  readonly #pages = new Set<ServerResponse>()
  readonly #heartbeat = setInterval(() => this.#write(': still here\n\n'), HEARTBEAT_MS).unref()

  /** A page joins: everything first, then what is new. */
  join(response: ServerResponse, snapshot: Snapshot): void {
    if (this.#pages.size >= MAX_PAGES) {
      response.writeHead(503, { 'content-type': 'text/plain' }).end('too many pages are open\n')
      return
    }
    response.writeHead(200, {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
    })
    response.write(`retry: 500\n${dataOf({ type: 'snapshot', snapshot })}`)
    this.#pages.add(response)
    response.once('close', () => this.#pages.delete(response))
  }

  send(event: PageEvent): void {
    if (this.#pages.size > 0) this.#write(dataOf(event))
  }

  close(): void {
    clearInterval(this.#heartbeat)
    for (const page of this.#pages) page.end()
  }

  #write(text: string): void {
    for (const page of this.#pages) {
      if (page.writableLength > MAX_UNREAD_BYTES) page.destroy()
      else page.write(text)
    }
  }
}

function dataOf(event: PageEvent): string {
  return `data: ${JSON.stringify(event)}\n\n`
}
