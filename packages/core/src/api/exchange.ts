/** One HTTP exchange with WeChat's API, and the ways it can fail. Only this file uses fetch. */

import type { Clock } from '../clock.ts'
import { WechatBotError } from '../errors.ts'
import { maskerOf } from '../secrets.ts'
import { cleanText } from '../xml/characters.ts'
import type { Remedy } from './errcodes.ts'
import { ApiError, type ApiFailure } from './error.ts'

export interface ApiRequest {
  readonly method: 'GET' | 'POST'
  /** The path with or without a query: `/cgi-bin/user/info?lang=zh_CN`. */
  readonly path: string
  readonly query?: Readonly<Record<string, string>>
  /** Sent as JSON, or as a form if it is FormData. */
  readonly body?: object | FormData
  readonly signal?: AbortSignal
}

/** The unread response, for answers that are no JSON. */
export type Download = Pick<Response, 'headers' | 'body' | 'arrayBuffer' | 'blob' | 'json' | 'text'>

export interface Exchange {
  /**
   * @throws ApiError for an answer that is no JSON object, has an errcode, or has a status other than 2xx.
   */
  readonly json: (request: ApiRequest) => Promise<Record<string, unknown>>
  /** @throws ApiError when the answer is JSON with an errcode. */
  readonly download: (request: ApiRequest) => Promise<Download>
}

export interface ExchangeOptions {
  readonly clock: Clock
  /** @default 'https://api.weixin.qq.com' */
  readonly baseUrl?: string | undefined
  /** An HTTP proxy: `http://user:password@host:port`. */
  readonly proxy?: string | undefined
  /** Secrets that a gateway may repeat in an answer. An error must not show them. */
  readonly secrets?: readonly string[]
}

export const BASE_URL = 'https://api.weixin.qq.com'
/** The time from the request to the last byte of a JSON answer. */
const TIMEOUT_MS = 5000
/** The same time for a file, which may take longer to upload or download. */
const FILE_TIMEOUT_MS = 60_000
/** Most of WeChat's answers have a few kB. A list of ten thousand OpenIDs has 300 kB. */
const MAX_BYTES = 4 * 1024 * 1024

const AGAIN: Remedy = { retry: 'again', advice: 'try again in a moment' }
const CUT: Remedy = {
  retry: 'once',
  advice: 'expected a JSON object; it may have been carried out all the same',
}
const ONCE: Remedy = { retry: 'once', advice: 'it may have been carried out all the same' }
const PROXY: Remedy = {
  retry: 'again',
  advice:
    'expected HTTP 200 with JSON; something between this machine and WeChat answers: api.baseUrl, a proxy',
}
/**
 * The server may accept the same request soon after 408, 425 and 429. Other statuses below 500 will repeat.
 */
const IN_A_MOMENT = [408, 425, 429]
/** The call has been carried out. */
const BYTES: Remedy = {
  retry: 'no',
  advice: 'expected JSON, got a file; ask for it with api.download(path, body)',
}
/** The request has not left, so it cannot have been carried out. */
const NOT_SENT = ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH']

export function createExchange(options: ExchangeOptions): Exchange {
  const { clock, baseUrl = BASE_URL } = options
  const { proxy, secrets = [] } = options
  let dispatcher: Promise<object> | undefined

  /** Runs `read` on the response. One time limit covers the request and `read`. */
  const within = async <T>(
    request: ApiRequest,
    ms: number,
    read: (response: Response, fail: Fail) => Promise<T>,
  ): Promise<T> => {
    assertPath(request.path)
    const endpoint = `${request.method} ${request.path.split('?')[0]}`
    const fail: Fail = (came) => {
      const mask = maskerOf([...secrets, request.query?.access_token ?? ''])
      throw new ApiError({ endpoint, ...came, errmsg: mask(came.errmsg) })
    }
    const abort = new AbortController()
    const stop = () => abort.abort(request.signal?.reason)
    const timer = clock.setTimeout(() => abort.abort(), ms)
    request.signal?.addEventListener('abort', stop)
    if (request.signal?.aborted) stop()
    try {
      if (proxy !== undefined) dispatcher ??= proxyOf(proxy)
      const init = { ...initOf(request), signal: abort.signal, ...(await dispatcher) }
      return await read(await fetch(urlOf(request, baseUrl), init), fail)
    } catch (error) {
      if (error instanceof ApiError) throw error
      if (request.signal?.aborted) throw request.signal.reason
      // The error itself must not be shown, nor be the cause: some errors hold the URL, which has
      // the access token.
      const code = abort.signal.aborted ? `no answer in ${ms} ms` : codeOf(error)
      const remedy = NOT_SENT.includes(code) ? AGAIN : ONCE
      return fail({ errmsg: code, remedy })
    } finally {
      // The download is still to be read, so its time limit goes on.
      const isUpload = request.body instanceof FormData
      if (ms === TIMEOUT_MS || isUpload) clock.clearTimeout(timer)
      request.signal?.removeEventListener('abort', stop)
    }
  }

  return {
    json: (request) =>
      within(request, request.body instanceof FormData ? FILE_TIMEOUT_MS : TIMEOUT_MS, readJson),
    download: (request) =>
      within(request, FILE_TIMEOUT_MS, async (response, fail) => {
        const type = response.headers.get('content-type') ?? ''
        // WeChat labels some files of the material library text/plain.
        const isFile = response.headers.has('content-disposition')
        if (!response.ok || (!isFile && /json|text/.test(type))) {
          return Response.json(await readJson(response, fail))
        }
        return response
      }),
  }
}

/** `@elsewhere.example/x` behind a host would name another host, which would get the access token. */
function assertPath(path: string): void {
  if (path.startsWith('/')) return
  throw new WechatBotError('BAD_CALL', 'expected a path of the API that begins with "/"')
}

function urlOf({ path, query = {} }: ApiRequest, baseUrl: string): URL {
  // The base URL may have a path, as that of a gateway has.
  const url = new URL(`${baseUrl.replace(/\/$/, '')}${path}`)
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value)
  return url
}

function initOf({ method, body }: ApiRequest): RequestInit {
  // Redirects are not followed: they would take the access token to another host.
  const init: RequestInit = { method, redirect: 'manual' }
  if (body === undefined) return init
  if (body instanceof FormData) return { ...init, body: cleanForm(body) }
  const headers = { 'content-type': 'application/json' }
  return { ...init, headers, body: JSON.stringify(body, cleaned) }
}

/** WeChat refuses \\uXXXX (40033). JSON.stringify writes it for control characters and lone surrogates. */
function cleaned(_name: string, value: unknown): unknown {
  if (typeof value === 'string') return cleanText(value)
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  if (Object.keys(value).every((name) => cleanText(name) === name)) return value
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [cleanText(name), item]))
}

function cleanForm(form: FormData): FormData {
  const clean = new FormData()
  form.forEach((value, name) => {
    if (typeof value === 'string') clean.append(cleanText(name), cleanText(value))
    else clean.append(cleanText(name), value, cleanText(value.name))
  })
  return clean
}

/** Throws an ApiError for the wrong answer, without secrets. */
type Fail = (came: Omit<ApiFailure, 'endpoint'>) => never

async function readJson(response: Response, fail: Fail): Promise<Record<string, unknown>> {
  if (response.status >= 500) {
    // An unread body would keep its connection.
    await response.body?.cancel()
    return fail({ errmsg: `HTTP ${response.status}`, remedy: AGAIN })
  }
  const type = response.headers.get('content-type') ?? 'nothing'
  const answer = parseJson(await readText(response))
  const { errcode = 0, errmsg } = answer ?? {}
  if (errcode !== 0) return fail({ errcode: Number(errcode), errmsg: textOf(errmsg) })
  // After a 403 the call has not been carried out, whatever the JSON says.
  if (answer !== undefined && response.ok) return answer
  const isFinal = !response.ok && !IN_A_MOMENT.includes(response.status)
  const refused: Remedy = isFinal ? { ...PROXY, retry: 'no' } : PROXY
  const remedy = response.ok ? remedyOf(type) : refused
  return fail({ errmsg: `HTTP ${response.status} with ${type}`, remedy })
}

/** WeChat sends a text; a gateway may send any value. */
function textOf(errmsg: unknown): string {
  return typeof errmsg === 'string' ? errmsg : (JSON.stringify(errmsg) ?? '')
}

/** What to do about an answer with a 200 that is no JSON. */
function remedyOf(type: string): Remedy {
  // JSON that breaks off comes from WeChat, so the call may have been carried out.
  if (type.includes('json')) return CUT
  return /^(image|audio|video|application)\//.test(type) ? BYTES : PROXY
}

async function readText(response: Response): Promise<string> {
  const decoder = new TextDecoder()
  let text = ''
  for await (const chunk of response.body ?? []) {
    text += decoder.decode(chunk, { stream: true })
    if (text.length > MAX_BYTES) return ''
  }
  return text + decoder.decode()
}

/** An object, or undefined. 64-bit ids become text: a number would lose their last digits. */
function parseJson(text: string): Record<string, unknown> | undefined {
  try {
    const exact = text.replace(/"(msg_?id|menuid)"\s*:\s*(\d{16,})/gi, '"$1":"$2"')
    const value: unknown = JSON.parse(exact)
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined
  } catch {
    return undefined
  }
}

function codeOf(error: unknown): string {
  const { cause } = error as { cause?: { code?: unknown } }
  return typeof cause?.code === 'string' ? cause.code : 'the connection failed'
}

/** The option of `fetch` for a proxy. The proxy library is loaded only where a proxy is configured. */
export async function proxyOf(url: string): Promise<object> {
  const { ProxyAgent } = await import('undici')
  return { dispatcher: new ProxyAgent(url) }
}
