/** The parent's port: requests go on to the process of the bots that has, or gets, their message. */
import { Agent, type IncomingMessage, request, type ServerResponse } from 'node:http'
import { words } from '../words/index.ts'
import type { BotProcess } from './bot-process.ts'

/** Signatures whose process is remembered; a retry comes within 15 s. */
const MAX_REMEMBERED = 2000

export class ReverseProxy {
  readonly #current: () => Promise<BotProcess | undefined>
  readonly #agent = new Agent({ keepAlive: true })
  /** By signature, timestamp and nonce, which a retry has from the first attempt. */
  readonly #owners = new Map<string, BotProcess>()

  constructor(current: () => Promise<BotProcess | undefined>) {
    this.#current = current
  }

  async handle(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const botProcess = await this.#owner(incoming)
    // The client hung up while it waited for bots.
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
      // Nobody waits for the rest of an answer whose process has ended.
      response.once('close', () => {
        if (!response.complete) outgoing.destroy()
      })
    })
    // Unanswered there (a held attempt, a crash) is unanswered here.
    passed.on('error', () => outgoing.destroy())
    outgoing.once('close', () => passed.destroy())
    incoming.pipe(passed)
  }

  close(): void {
    this.#agent.destroy()
  }

  async #owner({ url = '/' }: IncomingMessage): Promise<BotProcess | undefined> {
    // No URL of it: a request for `//[` must get an answer, and not end the process.
    const query = new URLSearchParams(url.slice(url.indexOf('?') + 1))
    // No push, so no retry of one: it may not keep an old process from its end.
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
