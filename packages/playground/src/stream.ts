/** Sends events to the open pages (Server-Sent Events). */
import type { ServerResponse } from 'node:http'
import type { PageEvent, Snapshot } from './protocol.ts'

/** A proxy or a browser may take a silent connection for a dead one. */
const HEARTBEAT_MS = 15_000
/** The most that a page may leave unread. Then it is cut off, and it connects again by itself. */
const MAX_UNREAD_BYTES = 8 * 1024 * 1024
/** Nobody has so many pages open. Each may hold MAX_UNREAD_BYTES. */
const MAX_PAGES = 32

export class Stream {
  readonly #pages = new Set<ServerResponse>()
  readonly #heartbeat = setInterval(() => this.#write(': still here\n\n'), HEARTBEAT_MS).unref()

  /** Adds a page. It gets the whole state first, then each change. */
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
