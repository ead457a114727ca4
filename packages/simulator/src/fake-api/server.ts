/** A fake of WeChat's API on 127.0.0.1, over real HTTP and with state, for tests and for `wechatbot chat`. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Clock } from '@wechatbot/core'
import { systemClock } from '@wechatbot/core/internal/clock'
import { foreignHost, fromPage } from '@wechatbot/core/internal/http/guard'
import { bytesOf, parse } from './body.ts'
import { Errcode } from './errcode.ts'
import { Kept } from './kept.ts'
import { FakeLibrary } from './library.ts'
import { FakeMessages } from './messages.ts'
import { FakeTokens } from './tokens.ts'

/**
 * The fault of a call. `hang` gives no answer, `drip` an answer that never ends, `html` and `truncated` an answer
 * that is no JSON. The other faults are an errcode, an HTTP status, or a delay before the right answer.
 */
export type ApiFault =
  | 'hang'
  | 'drip'
  | 'html'
  | 'truncated'
  | { readonly errcode: number; readonly errmsg?: string }
  | { readonly status: number }
  | { readonly delayMs: number }

export interface FakeApiOptions {
  readonly appId: string
  readonly appSecret: string
  /** @default the machine's */
  readonly clock?: Clock
}

/** A call of the bot. The access token is not kept. */
export interface ApiCall {
  readonly endpoint: string
  readonly body: unknown
}

interface Asked {
  readonly query: URLSearchParams
  readonly body: Readonly<Record<string, unknown>>
  readonly form: () => Promise<FormData>
}

type Endpoint = (asked: Asked) => object | string | Promise<object>

export class FakeApi {
  readonly tokens: FakeTokens
  readonly messages: FakeMessages
  readonly library: FakeLibrary
  /** Addresses that may call, as in WeChat's IP whitelist. @default all */
  whitelist: readonly string[] | undefined
  readonly #endpoints: Readonly<Record<string, Endpoint>>
  readonly #faults = new Map<string, { readonly fault: ApiFault; left: number }>()
  readonly #server: Server
  readonly #clock: Clock
  readonly #calls = new Kept<ApiCall>()

  /** @internal {@link createFakeApi} makes one that listens. */
  constructor(options: FakeApiOptions) {
    const clock = options.clock ?? systemClock
    this.#clock = clock
    this.tokens = new FakeTokens(clock, options)
    this.messages = new FakeMessages(clock)
    this.library = new FakeLibrary(clock)
    this.#server = createServer((req, res) => {
      // A bot that ends during an upload must not end this server.
      this.#serve(req, res).catch(() => res.destroy())
    })
    const { tokens, messages, library } = this
    this.#endpoints = {
      'POST /cgi-bin/stable_token': ({ body }) => tokens.stable(body),
      'GET /cgi-bin/token': ({ query }) => tokens.legacy(query.get('appid'), query.get('secret')),
      'POST /cgi-bin/message/custom/send': ({ body }) => messages.send(body),
      'POST /cgi-bin/message/custom/typing': ({ body }) => messages.typing(body),
      'POST /cgi-bin/menu/create': ({ body }) => library.createMenu(body),
      'GET /cgi-bin/menu/get': () => library.getMenu(),
      'GET /cgi-bin/menu/delete': () => library.deleteMenu(),
      'GET /cgi-bin/get_current_selfmenu_info': () => library.selfMenu(),
      'GET /cgi-bin/get_current_autoreply_info': () => library.autoReply,
      'POST /cgi-bin/media/upload': async ({ query, form }) =>
        library.upload(query.get('type'), await form()),
      'GET /cgi-bin/media/get': ({ query }) => library.download(query.get('media_id')),
      'GET /cgi-bin/media/get/jssdk': ({ query }) => library.download(query.get('media_id')),
      'POST /cgi-bin/material/get_material': ({ body }) => library.download(String(body.media_id)),
      'POST /wxa/getwxacode': () => library.miniProgramCode(),
      'GET /cgi-bin/user/info': ({ query }) => library.user(query.get('openid')),
      'POST /cgi-bin/qrcode/create': ({ body }) => library.qrCode(body),
      'POST /cgi-bin/message/template/send': ({ body }) => library.template(body),
      'POST /cgi-bin/message/subscribe/bizsend': () => ({}),
      'GET /cgi-bin/getcallbackip': () => ({ ip_list: library.callbackIps }),
      'POST /cgi-bin/clear_quota': () => library.clearQuota(),
    }
  }

  /** The URL for `api.baseUrl`. */
  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  /** The calls, oldest first. Only the newest are kept. */
  get calls(): readonly ApiCall[] {
    return this.#calls.items
  }

  /** Makes the next `times` calls of an endpoint (`POST /cgi-bin/menu/create`) fail with `fault`. */
  fail(endpoint: string, fault: ApiFault, times = 1): void {
    if (this.#endpoints[endpoint] === undefined) {
      throw new TypeError(
        `no endpoint "${endpoint}"; there are ${Object.keys(this.#endpoints).join(', ')}`,
      )
    }
    this.#faults.set(endpoint, { fault, left: times })
  }

  async listen(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve))
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections()
    await new Promise((resolve) => this.#server.close(resolve))
  }

  async #serve(req: IncomingMessage, res: ServerResponse): Promise<void> {
    if ((foreignHost(req.headers) ?? fromPage(req.headers)) !== undefined) {
      res.writeHead(403, { connection: 'close' }).end()
      return
    }
    const [path, queryText] = (req.url ?? '/').split('?', 2)
    const endpoint = `${req.method} ${path}`
    const bytes = await bytesOf(req)
    if (bytes === undefined) {
      res.writeHead(413, { connection: 'close' }).end()
      return
    }
    const isForm = req.headers['content-type']?.startsWith('multipart/') ?? false
    const body = isForm ? undefined : parse(bytes)
    this.#calls.add({ endpoint, body }, isForm ? 0 : bytes.byteLength)
    try {
      const fault = this.#faultOf(endpoint)
      if (fault !== undefined && (await this.#isAnswered(fault, res))) return
      const form = () =>
        new Response(bytes, {
          headers: { 'content-type': String(req.headers['content-type']) },
        }).formData()
      const query = new URLSearchParams(queryText)
      this.#admit(endpoint, req, query)
      // The token is checked before the body, as at WeChat. A body that is no JSON is null here.
      if (body === null) throw new Errcode(47001, 'data format error')
      await write(res, await this.#endpoints[endpoint]?.({ query, body: body ?? {}, form }))
    } catch (error) {
      const known = error instanceof Errcode ? error : new Errcode(-1, `system error: ${error}`)
      await write(res, known.toJSON())
    }
  }

  #admit(endpoint: string, req: IncomingMessage, query: URLSearchParams): void {
    if (this.#endpoints[endpoint] === undefined) throw new Errcode(40066, 'invalid url')
    const address = req.socket.remoteAddress ?? ''
    if (this.whitelist !== undefined && !this.whitelist.includes(address)) {
      const text = `invalid ip ${address} ipv6 ::ffff:${address}, not in whitelist`
      throw new Errcode(40164, text)
    }
    if (!/token$/.test(endpoint)) this.tokens.check(query.get('access_token'))
  }

  /** Whether the fault was the whole answer. After a delay the right answer follows. */
  async #isAnswered(fault: ApiFault, res: ServerResponse): Promise<boolean> {
    if (fault === 'hang' || fault === 'drip') {
      if (fault === 'drip') drip(res)
      return true
    }
    if (fault === 'html') {
      res.writeHead(200, { 'content-type': 'text/html' }).end('<html><body>登录</body></html>')
      return true
    }
    if (fault === 'truncated') {
      res.writeHead(200, { 'content-type': 'application/json' }).end('{"errcode":0,"err')
      return true
    }
    if ('errcode' in fault) throw new Errcode(fault.errcode, fault.errmsg ?? 'as the test says')
    if ('status' in fault) {
      res.writeHead(fault.status).end('Bad Gateway')
      return true
    }
    await new Promise<void>((resolve) => void this.#clock.setTimeout(resolve, fault.delayMs))
    return false
  }

  #faultOf(endpoint: string): ApiFault | undefined {
    const planned = this.#faults.get(endpoint)
    if (planned === undefined || planned.left <= 0) return undefined
    planned.left -= 1
    return planned.fault
  }
}

/** Starts a fake of WeChat's API on a free port. */
export async function createFakeApi(options: FakeApiOptions): Promise<FakeApi> {
  const api = new FakeApi(options)
  await api.listen()
  return api
}

function drip(res: ServerResponse): void {
  res.writeHead(200, { 'content-type': 'application/json' }).write('{"errcode":')
  const drops = setInterval(() => res.write(' '), 100)
  res.once('close', () => clearInterval(drops))
}

async function write(res: ServerResponse, answer: object | string | undefined): Promise<void> {
  if (answer instanceof Blob) {
    const name = answer instanceof File ? answer.name : 'media'
    res.setHeader('content-disposition', `attachment; filename="${name}"`)
    res.setHeader('content-type', answer.type || 'application/octet-stream')
    res.end(Buffer.from(await answer.arrayBuffer()))
    return
  }
  // WeChat sends this content type for errors too.
  res.setHeader('content-type', 'application/json; encoding=utf-8')
  const isPlain =
    answer === undefined || typeof answer === 'string' || Object.keys(answer).length > 0
  res.end(typeof answer === 'string' ? answer : JSON.stringify(isPlain ? answer : OK))
}

const OK = { errcode: 0, errmsg: 'ok' }
