/** Refuses requests, except those of pages of this origin on this machine. */
import type { IncomingMessage } from 'node:http'
import { foreignHost } from '@wechatbot/core/internal'

/** The reason for refusing a request. Undefined when the request is allowed. */
export function refusalOf(
  { headers, method }: IncomingMessage,
  hosts: readonly string[] = [],
): string | undefined {
  const foreign = foreignHost(headers, hosts)
  if (foreign !== undefined) return foreign
  const { origin } = headers
  if (origin !== undefined && origin !== `http://${headers.host}`) {
    return `Origin "${origin}" is another page`
  }
  const site = headers['sec-fetch-site']
  if (site === undefined || site === 'same-origin' || site === 'none') return undefined
  // A link on another page may lead here: it opens this page, and the other page can read nothing of it.
  const isLink = method === 'GET' && headers['sec-fetch-mode'] === 'navigate'
  if (isLink && headers['sec-fetch-dest'] === 'document') return undefined
  return 'the request comes from another page'
}
