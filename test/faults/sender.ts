/** Pushes as WeChat sends them, in numbers. */
import { type Agent, request } from 'node:http'
import { createPush, FakeWechat, signPush } from '@wechatbot/simulator'
import { tokenOf } from './bot.js'

export interface Sent {
  readonly msgId: string
  readonly status: number
  readonly body: string
  readonly ms: number
  /** Of a connection that failed: ECONNREFUSED before it was made, anything else after. */
  readonly error?: string
}

export interface SendOptions {
  readonly agent?: Agent
  readonly timeoutMs?: number
  readonly from?: string
  /** What the query says of the sender, which nobody has signed. @default the sender */
  readonly openid?: string
}

let lastId = 0

/** A MsgId that no other message has. */
export function newId(): string {
  lastId += 1
  return `2${String(process.pid).padStart(7, '0')}${String(lastId).padStart(9, '0')}`
}

/** One request. Never rejects. */
export function send(url: string, Content: string, options: SendOptions = {}): Promise<Sent> {
  const msgId = newId()
  const from = options.from ?? `oFaults${msgId}`
  return sendXml(
    url,
    createPush({ kind: 'text', msgId, from, fields: { Content } }),
    msgId,
    options,
  )
}

export function sendXml(
  url: string,
  xml: string,
  msgId: string,
  { agent, timeoutMs = 20_000, openid }: SendOptions = {},
): Promise<Sent> {
  const { query: signed, body } = signPush(xml, { token: tokenAt(url) })
  const query = openid === undefined ? signed : { ...signed, openid }
  const startedAt = performance.now()
  return new Promise((resolve) => {
    const finish = (part: { status?: number; body?: string; error?: string }) =>
      resolve({ msgId, status: 0, body: '', ms: performance.now() - startedAt, ...part })
    const req = request(`${url}?${new URLSearchParams(query)}`, {
      method: 'POST',
      agent: agent ?? false,
      timeout: timeoutMs,
      headers: { 'content-type': 'text/xml', 'content-length': Buffer.byteLength(body) },
    })
    req.on('timeout', () => req.destroy(Object.assign(new Error('timeout'), { code: 'TIMEOUT' })))
    req.on('error', (error: NodeJS.ErrnoException) =>
      finish({ error: error.code ?? error.message }),
    )
    req.on('response', (res) => {
      let text = ''
      res.setEncoding('utf8').on('data', (data) => {
        text += data
      })
      res.on('end', () => finish({ status: res.statusCode ?? 0, body: text }))
      res.on('error', (error: NodeJS.ErrnoException) => finish({ error: error.code ?? 'cut' }))
    })
    req.end(body)
  })
}

/** WeChat with its retries, for one account. */
export function wechatOf(url: string): FakeWechat {
  return new FakeWechat({ bot: url, token: tokenAt(url) })
}

/** Runs `task` `count` times, `width` at a time. */
export async function inParallel<T>(
  count: number,
  width: number,
  task: (i: number) => Promise<T>,
): Promise<T[]> {
  const results: T[] = []
  let next = 0
  const work = async () => {
    while (next < count) {
      const i = next
      next += 1
      results[i] = await task(i)
    }
  }
  await Promise.all(Array.from({ length: Math.min(width, count) }, work))
  return results
}

/** What a number of answers comes to. */
export function sumOf(sent: readonly Sent[], expected: (one: Sent) => boolean) {
  return {
    messages: sent.length,
    replies: sent.filter(expected).length,
    errors: sent.filter(({ status }) => status !== 200).length,
    silent: sent.filter((one) => one.status === 200 && !expected(one)).length,
    times: sent.map(({ ms }) => ms),
  }
}

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}

/** Of the account whose URL it is. */
function tokenAt(url: string): string {
  return tokenOf(Number(/\/b(\d+)/.exec(url)?.[1] ?? 0))
}
