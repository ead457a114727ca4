/** The server side of the page, in front of a bot of the spec, on a port of this machine. */
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createApp, createBot, createLogger, type Plugin } from '@wechatbot/core'
import {
  createPlayground,
  type Playground,
  type PlaygroundOptions,
  type Snapshot,
} from '#src/index.js'

export const TOKEN = 'served-token'

interface Answer {
  readonly status: number
  readonly body: Readonly<Record<string, unknown>>
}

export class Served {
  readonly playground: Playground
  readonly origin: string
  readonly #server: Server
  readonly #close: () => Promise<void>

  private constructor(
    origin: string,
    server: Server,
    playground: Playground,
    close: () => Promise<void>,
  ) {
    this.origin = origin
    this.#server = server
    this.playground = playground
    this.#close = close
  }

  /** @param setup the bot's only plugin */
  static async begin(
    setup: Plugin['setup'],
    options: Partial<PlaygroundOptions> = {},
    accountType: 'service' | 'subscription' = 'subscription',
  ): Promise<Served> {
    const server = createServer()
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    const playground = createPlayground({ origin, onSettings: () => {}, ...options })
    const settings = { mode: 'plain', accountType } as const
    const names = { name: 'main', accountName: 'tea' }
    const loaded = { ...names, path: '/wechat', settings, token: TOKEN, plugins: ['spec'] }
    const [account] = await playground.accounts([loaded])
    const { appSecret, baseUrl, appId = '' } = account ?? {}
    const bot = createBot({
      token: TOKEN,
      logger: createLogger({ level: 'silent' }),
      observe: playground.observe,
      plugins: [{ name: 'spec', setup }],
      ...(appSecret === undefined || baseUrl === undefined
        ? {}
        : { appId, appSecret, api: { baseUrl } }),
    })
    const app = createApp({ bots: [bot] })
    await app.ready()
    const callback = app.callback()
    server.on('request', (request, response) => {
      if (request.url?.startsWith('/playground/')) playground.handle(request, response)
      else void callback(request, response)
    })
    playground.state({ type: 'ready' })
    return new Served(origin, server, playground, app.close)
  }

  async post(
    path: string,
    body: string | Uint8Array<ArrayBuffer>,
    headers: Record<string, string> = {},
  ): Promise<Answer> {
    const response = await fetch(`${this.origin}/playground/${path}`, {
      method: 'POST',
      body,
      headers,
    })
    return { status: response.status, body: (await response.json()) as Answer['body'] }
  }

  async ask(command: string, body: object): Promise<Answer['body']> {
    const headers = { 'content-type': 'application/json' }
    return (await this.post(command, JSON.stringify(body), headers)).body
  }

  /** Sends a message and resolves when its user has seen what came of it. */
  async send(
    kind: string,
    fields: object = {},
    more: object = {},
  ): Promise<Snapshot['exchanges'][number]> {
    const { id, error } = await this.ask('send', {
      bot: 'main',
      openid: 'oA',
      kind,
      fields,
      ...more,
    })
    if (error !== undefined) throw new Error(String(error))
    for (;;) {
      const found = (await this.snapshot()).exchanges.find((one) => one.id === id)
      if (found?.seen !== undefined) return found
    }
  }

  async snapshot(): Promise<Snapshot> {
    const abort = new AbortController()
    const response = await fetch(`${this.origin}/playground/events`, { signal: abort.signal })
    let text = ''
    for await (const bytes of response.body as unknown as AsyncIterable<Uint8Array>) {
      text += Buffer.from(bytes).toString()
      if (/data: .*\n\n/.test(text)) break
    }
    abort.abort()
    return (JSON.parse(/data: (.*)\n\n/.exec(text)?.[1] ?? '{}') as { snapshot: Snapshot }).snapshot
  }

  async close(): Promise<void> {
    await this.playground.close()
    await this.#close()
    this.#server.close()
    this.#server.closeAllConnections()
  }
}
