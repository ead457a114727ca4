/** Who sent a request: the socket's address, or what proxies of ours say of it in X-Forwarded-For. */
import { type BlockList, isIP, isIPv4, isIPv6 } from 'node:net'
import { includesAddress } from './address.ts'

/** So much of a hop that is no address goes into the log: two addresses of the longest kind. */
const SHOWN = 90

/**
 * The address to judge; no address where there is none to believe, but what came instead, in quotes.
 *
 * A trusted proxy appends the address it was asked from. So the first hop from the right that is no
 * trusted proxy decides, whatever stands there: what is to its left is the sender's word. Without the
 * header a trusted proxy asks for itself (a health check), and is judged by its own address.
 */
export function senderOf(
  socketAddress: string,
  forwardedFor: string | undefined,
  trusted: BlockList | undefined,
): string {
  if (trusted === undefined || !includesAddress(trusted, socketAddress)) return socketAddress
  if (forwardedFor === undefined) return socketAddress
  const hops = forwardedFor.split(',').map((hop) => hop.trim())
  for (const hop of hops.reverse()) {
    const address = addressOf(hop)
    if (address === undefined) return JSON.stringify(hop.slice(0, SHOWN))
    if (!includesAddress(trusted, address)) return address
  }
  return `${JSON.stringify(forwardedFor.slice(0, SHOWN))} (trusted proxies only)`
}

/** Of `ip`, `ip:port`, `[v6]` and `[v6]:port`, each with or without quotes, as proxies write a hop. */
function addressOf(hop: string): string | undefined {
  const [, bare = hop] = /^"(.*)"$/.exec(hop) ?? []
  const [, bracketed] = /^\[(.*)\](?::\d{1,5})?$/.exec(bare) ?? []
  if (bracketed !== undefined) return isIPv6(bracketed) ? bracketed : undefined
  const [, beforePort = ''] = /^(.*):\d{1,5}$/.exec(bare) ?? []
  if (isIPv4(beforePort)) return beforePort
  return isIP(bare) === 0 ? undefined : bare
}
