/**
 * Who may ask: pages of this origin on this machine. A page of the internet that makes the browser
 * send something here names itself in Origin, and one that rebinds its name (DNS rebinding) in Host.
 */
import type { IncomingMessage } from 'node:http'

const LOOPBACK = ['127.0.0.1', 'localhost', '[::1]']
/** A name and a port: `user@127.0.0.1` and `127.1` are this machine to a URL, and to no browser. */
const HOST = /^([\w.-]+|\[[\da-f:]+\])(:\d{1,5})?$/i

/** Why a request is refused; undefined when it is not. */
export function refusalOf(
  { headers, method }: IncomingMessage,
  hosts: readonly string[] = [],
): string | undefined {
  const known = [...LOOPBACK, ...hosts]
  const host = HOST.exec(headers.host ?? '')?.[1]?.toLowerCase()
  if (host === undefined || !known.includes(host)) {
    return `Host "${headers.host ?? ''}" is not this machine; open the page at http://127.0.0.1`
  }
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
