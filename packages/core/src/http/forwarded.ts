/**
 * Finds the sender of a request: the socket's address, or the address that our proxies name in
 * X-Forwarded-For.
 */
import { type BlockList, isIP, isIPv4, isIPv6 } from 'node:net'
import { includesAddress } from './address.ts'

/** The log shows this much of a hop that is no address. Two addresses of the longest kind fit. */
const SHOWN = 90

/**
 * The address to judge. If no address can be believed, it is the text that came, in quotes.
 *
 * A trusted proxy appends the address that asked it. So the first hop from the right that is no trusted
 * proxy decides, even if it is no address: the sender can forge the hops to its left. A trusted proxy that
 * sends no such header asks for itself (a health check), and is judged by its own address.
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

/** The address in a proxy's hop: `ip`, `ip:port`, `[v6]` or `[v6]:port`, with or without quotes. */
function addressOf(hop: string): string | undefined {
  const [, bare = hop] = /^"(.*)"$/.exec(hop) ?? []
  const [, bracketed] = /^\[(.*)\](?::\d{1,5})?$/.exec(bare) ?? []
  if (bracketed !== undefined) return isIPv6(bracketed) ? bracketed : undefined
  const [, beforePort = ''] = /^(.*):\d{1,5}$/.exec(bare) ?? []
  if (isIPv4(beforePort)) return beforePort
  return isIP(bare) === 0 ? undefined : bare
}
