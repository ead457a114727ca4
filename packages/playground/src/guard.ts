/**
 * Who may ask: pages of this origin on this machine. A page of the internet that makes the browser
 * send something here names itself in Origin, and one that rebinds its name (DNS rebinding) in Host.
 */
import type { IncomingMessage } from 'node:http'

const LOOPBACK = ['127.0.0.1', 'localhost', '[::1]']

/** Why a request is refused; undefined when it is not. */
export function refusalOf(
  { headers }: IncomingMessage,
  hosts: readonly string[] = [],
): string | undefined {
  const known = [...LOOPBACK, ...hosts]
  const host = hostName(`http://${headers.host ?? ''}`)
  if (host === undefined || !known.includes(host)) {
    return `Host "${headers.host ?? ''}" is not this machine; open the page at http://127.0.0.1`
  }
  const { origin } = headers
  if (origin !== undefined && origin !== `http://${headers.host}`) {
    return `Origin "${origin}" is another page`
  }
  const site = headers['sec-fetch-site']
  if (site !== undefined && site !== 'same-origin' && site !== 'none') {
    return 'the request comes from another page'
  }
  return undefined
}

function hostName(url: string): string | undefined {
  return URL.canParse(url) ? new URL(url).hostname : undefined
}
