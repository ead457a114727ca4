/** Sends one request without retries, for tools and for tests of a server. */
import type { XmlFields } from '@wechatbot/core'
import { PATIENCE_MS } from '@wechatbot/core/internal/protocol'
import { parseXml } from '@wechatbot/core/internal/xml/codec'
import { openReply } from './open.ts'
import { type SignOptions, signPush } from './sign.ts'
import { overHttp } from './transport.ts'

export interface Delivery {
  readonly status: number
  readonly ms: number
  /** The response as it came. */
  readonly body: string
  /** The fields of a passive reply, opened; undefined for `success`, an empty body or no XML. */
  readonly reply: XmlFields | undefined
}

/**
 * Posts a push to a bot once, signed and encrypted as the account requires.
 * @throws TypeError when nothing answers at `url`; DOMException `TimeoutError` after 5 s.
 */
export async function deliver(
  url: string | URL,
  xml: string,
  options: SignOptions,
): Promise<Delivery> {
  const startedAt = performance.now()
  const { status, body } = await overHttp(url)(
    signPush(xml, options),
    AbortSignal.timeout(PATIENCE_MS),
  )
  return { status, ms: performance.now() - startedAt, body, reply: readReply(body, options) }
}

function readReply(body: string, options: SignOptions): XmlFields | undefined {
  try {
    const fields = parseXml(body)
    return fields.Encrypt === undefined ? fields : parseXml(openReply(fields, options) ?? '')
  } catch {
    return undefined
  }
}
