/**
 * Tells listeners of the end of a response, in place of the package on-finished. Koa has one such
 * listener on each response. on-finished makes four listeners and forty objects for it, which take
 * 2.5 kB for each request that waits for its handler. If a response has a list of listeners already,
 * on-finished adds to it, so this file puts a list there. A version of on-finished that does not
 * find the list makes its own, as it does without this file.
 */
import type { ServerResponse } from 'node:http'

type Listener = (error: unknown, response: ServerResponse) => void

/** The listeners of one response. on-finished knows it by its `queue`, and calls `push` of that. */
export class ResponseEnd {
  #first: Listener | undefined
  /** Made for a second listener. Koa has one. */
  #others: Listener[] | undefined

  get queue(): this {
    return this
  }

  push(listener: Listener): void {
    if (this.#first === undefined) this.#first = listener
    else this.#others = [...(this.#others ?? []), listener]
  }

  tell(error: unknown, response: ServerResponse): void {
    this.#first?.(error, response)
    for (const listener of this.#others ?? []) listener(error, response)
  }
}

/** A response as on-finished sees it. */
type Prepared = ServerResponse & { __onFinished?: ResponseEnd | null }

/** Prepares a response. {@link tellEnd} must be called when it closes. */
export function prepareEnd(response: ServerResponse): void {
  const prepared: Prepared = response
  prepared.__onFinished = new ResponseEnd()
}

/** Tells the listeners that the response has ended, with the error of its connection if it has one. */
export function tellEnd(response: ServerResponse): void {
  const prepared: Prepared = response
  const end = prepared.__onFinished
  // on-finished looks at the response itself from now on.
  prepared.__onFinished = null
  end?.tell(response.req.socket.errored, response)
}
