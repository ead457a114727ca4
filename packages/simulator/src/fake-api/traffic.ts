/**
 * What of this process is on its way to the fake API and back. A manual clock goes on only when nothing
 * is: real sockets need real time, and a time-out must not pass while the answer travels.
 */
import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import type { ServerResponse } from 'node:http'

/** As node's fetch publishes them. */
interface Notice {
  readonly request: { readonly origin?: unknown }
}

export class Traffic {
  readonly #origin: () => string
  readonly #open = new Set<unknown>()
  readonly #stalled = new Set<ServerResponse>()

  constructor(origin: () => string) {
    this.#origin = origin
  }

  get isBusy(): boolean {
    return this.#open.size > this.#stalled.size
  }

  watch(): void {
    subscribe('undici:request:create', this.#begin)
    subscribe('undici:request:trailers', this.#end)
    subscribe('undici:request:error', this.#end)
  }

  close(): void {
    unsubscribe('undici:request:create', this.#begin)
    unsubscribe('undici:request:trailers', this.#end)
    unsubscribe('undici:request:error', this.#end)
    this.#open.clear()
  }

  /** This answer does not come, until the returned function is called. */
  stall(res: ServerResponse): () => void {
    const goOn = () => void this.#stalled.delete(res)
    this.#stalled.add(res)
    res.once('close', goOn)
    return goOn
  }

  readonly #begin = (notice: unknown): void => {
    const { request } = notice as Notice
    if (String(request.origin) === this.#origin()) this.#open.add(request)
  }

  readonly #end = (notice: unknown): void => {
    this.#open.delete((notice as Notice).request)
  }
}
