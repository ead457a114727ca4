/** Who may ask: pages of this origin on this machine. */
import type { IncomingMessage } from 'node:http'
import { foreignHost } from '@wechatbot/core/internal'

/** Why a request is refused; undefined when it is not. */
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
  // A link in a page of documentation may lead here: it shows this page, and the other sees nothing.
  const isLink = method === 'GET' && headers['sec-fetch-mode'] === 'navigate'
  if (isLink && headers['sec-fetch-dest'] === 'document') return undefined
  return 'the request comes from another page'
}
