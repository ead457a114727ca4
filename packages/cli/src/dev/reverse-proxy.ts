/** The parent's port. Each request goes on to the process that has its message, or else to the current process. */
import { Agent, type IncomingMessage, request, type ServerResponse } from 'node:http'
import { words } from '../words/index.ts'
import type { BotProcess } from './bot-process.ts'

/** The number of signatures whose process is remembered. A retry comes within 15 s. */
const MAX_REMEMBERED = 2000

export class ReverseProxy {
  readonly #current: () => Promise<BotProcess | undefined>
  readonly #agent = new Agent({ keepAlive: true })
  /** Processes by signature, timestamp and nonce. A retry has the same three as the first attempt. */
  readonly #owners = new Map<string, BotProcess>()

  constructor(current: () => Promise<BotProcess | undefined>) {
    this.#current = current
  }

  async handle(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const botProcess = await this.#owner(incoming)
    // The client hung up while its request waited for the bots.
    if (outgoing.destroyed) return
    if (botProcess?.port === undefined) {
      outgoing.writeHead(503, { 'content-type': 'text/plain; charset=utf-8' })
      outgoing.end(`${words.dev.seeTerminal}\n`)
      return
    }
    const end = botProcess.begin()
    outgoing.once('close', end)
    const { method, url, headers } = incoming
    const passed = request({
      host: '127.0.0.1',
      port: botProcess.port,
      agent: this.#agent,
      ...(method === undefined ? {} : { method }),
      ...(url === undefined ? {} : { path: url }),
      headers,
    })
    passed.on('response', (response) => {
      outgoing.writeHead(response.statusCode ?? 502, response.headers)
      response.pipe(outgoing)
      // The process ended before its answer was whole. The client must not wait for the rest.
      response.once('close', () => {
        if (!response.complete) outgoing.destroy()
      })
    })
    // An attempt that the process left unanswered (held, or lost in a crash) stays unanswered here.
    passed.on('error', () => outgoing.destroy())
    outgoing.once('close', () => passed.destroy())
    incoming.pipe(passed)
  }

  close(): void {
    this.#agent.destroy()
  }

  async #owner({ url = '/' }: IncomingMessage): Promise<BotProcess | undefined> {
    // Not parsed as a URL: a request for `//[` must get an answer, and must not end the process.
    const query = new URLSearchParams(url.slice(url.indexOf('?') + 1))
    // This request is no push and no retry of one. It must not keep an old process from ending.
    if (!query.has('signature')) return this.#current()
    const id = ['signature', 'timestamp', 'nonce'].map((name) => query.get(name)).join(' ')
    const known = this.#owners.get(id)
    if (known !== undefined && !known.hasEnded) return known
    const botProcess = await this.#current()
    if (botProcess === undefined) return undefined
    this.#owners.set(id, botProcess)
    const [oldest] = this.#owners.keys()
    if (this.#owners.size > MAX_REMEMBERED && oldest !== undefined) this.#owners.delete(oldest)
    return botProcess
  }
}
