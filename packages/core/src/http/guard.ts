/**
 * Checks the headers in which a browser names the page that sends a request. A page of the internet
 * may make the browser send something to this machine. Such a page appears in Origin. A page that
 * rebinds its name (DNS rebinding) appears in Host.
 */
import type { IncomingHttpHeaders } from 'node:http'

/** Returns the reason to refuse a request; undefined to let it through. */
export type Guard = (headers: IncomingHttpHeaders) => string | undefined

const LOOPBACK = ['127.0.0.1', 'localhost', '[::1]']
/** A name and a port. To a URL `user@127.0.0.1` and `127.1` are this machine, but no browser sends them. */
const HOST = /^([\w.-]+|\[[\da-f:]+\])(:\d{1,5})?$/i
/** The log shows this much of a header, because anybody may send headers. */
const SHOWN = 60

/**
 * Refuses a Host that is not this machine, whatever the port.
 * @param hosts further names of this machine, IPv6 addresses in brackets.
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

/** Refuses every page, also those of this machine. WeChat and our tools send neither of these headers. */
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
