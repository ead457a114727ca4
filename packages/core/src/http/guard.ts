/**
 * What a browser says of the page that asks. A page of the internet that makes the browser send
 * something to this machine names itself in Origin, and one that rebinds its name (DNS rebinding) in Host.
 */
import type { IncomingHttpHeaders } from 'node:http'

/** Why a request is refused; undefined when it is not. */
export type Guard = (headers: IncomingHttpHeaders) => string | undefined

const LOOPBACK = ['127.0.0.1', 'localhost', '[::1]']
/** A name and a port: `user@127.0.0.1` and `127.1` are this machine to a URL, and to no browser. */
const HOST = /^([\w.-]+|\[[\da-f:]+\])(:\d{1,5})?$/i
/** So much of a header that anybody may send goes into a log. */
const SHOWN = 60

/**
 * Refuses a Host that is not this machine's, whatever the port.
 * @param hosts what else it is called, IPv6 addresses in brackets.
 */
export function foreignHost(
  { host }: IncomingHttpHeaders,
  hosts: readonly string[] = [],
): string | undefined {
  const name = HOST.exec(host ?? '')?.[1]?.toLowerCase()
  const known = [...LOOPBACK, ...hosts.map((each) => each.toLowerCase())]
  if (name !== undefined && known.includes(name)) return undefined
  return `Host ${shown(host)} is not this machine; use 127.0.0.1`
}

/** Refuses every page, of this machine too: WeChat and our tools send neither of these headers. */
export function fromPage(headers: IncomingHttpHeaders): string | undefined {
  for (const name of ['Origin', 'Sec-Fetch-Site']) {
    const value = headers[name.toLowerCase()]
    if (value !== undefined) return `a page in a browser asks, with ${name} ${shown(String(value))}`
  }
  return undefined
}

function shown(value = ''): string {
  return JSON.stringify(value.slice(0, SHOWN))
}
