/** One delivery of a push over HTTP, with WeChat's patience. */
import { parseXml, type XmlFields } from '@wechatbot/core'
import { type SignOptions, signQuery } from './push.ts'

/** WeChat closes the connection then. Source: receive-message (5 秒内收不到响应会断掉连接). */
export const PATIENCE_MS = 5000

export interface Delivery {
  readonly status: number
  readonly ms: number
  /** The response as it came. */
  readonly body: string
  /** The fields of a passive reply; undefined for `success`, an empty body or no XML. */
  readonly reply: XmlFields | undefined
}

/**
 * Posts a push to a bot, signed, once.
 * @throws TypeError when nothing answers at `url`; DOMException `TimeoutError` after 5 s.
 */
export async function deliver(
  url: string | URL,
  xml: string,
  signing: SignOptions,
): Promise<Delivery> {
  const target = new URL(url)
  for (const [name, value] of Object.entries(signQuery(signing))) {
    target.searchParams.set(name, value)
  }
  const startedAt = performance.now()
  const response = await fetch(target, {
    method: 'POST',
    headers: { 'content-type': 'text/xml' },
    body: xml,
    signal: AbortSignal.timeout(PATIENCE_MS),
  })
  const body = await response.text()
  const ms = performance.now() - startedAt
  return { status: response.status, ms, body, reply: readReply(body) }
}

function readReply(body: string): XmlFields | undefined {
  try {
    return parseXml(body)
  } catch {
    return undefined
  }
}
