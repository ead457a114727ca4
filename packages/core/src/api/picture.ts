/** Fetches a message's PicUrl, for whoever wants the picture and has no API. Opt-in: nothing else does. */
import { lookup as dnsLookup } from 'node:dns/promises'
import { request } from 'node:https'
import { includesAddress, toAddressList } from '../address.ts'
import { WechatBotError } from '../errors.ts'

/** Where WeChat keeps pictures of messages and of people. */
const HOSTS = /(^|\.)(qpic|qlogo)\.cn$/
const MAX_BYTES = 10 * 1024 * 1024
const TIMEOUT_MS = 5000

/** What must not be reached from outside by way of a message (RFC 6890). */
const INTERNAL = toAddressList([
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '224.0.0.0/3',
  '::/128',
  '::1/128',
  '64:ff9b::/96',
  // Teredo and 6to4 hold IPv4 addresses.
  '2001::/32',
  '2002::/16',
  'fc00::/7',
  'fe80::/10',
  'ff00::/8',
])

export interface PictureOptions {
  /** Finds the address of a host. @default the machine's resolver */
  readonly lookup?: (host: string) => Promise<{ readonly address: string; readonly family: number }>
  readonly signal?: AbortSignal
}

/**
 * The bytes of a picture a message names: https only, on qpic.cn and qlogo.cn, without redirects, 10 MB
 * and 5 s at most, and from no internal address, whatever the name resolves to.
 * @throws WechatBotError BAD_CALL naming what was expected.
 */
export async function fetchPicUrl(picUrl: string, options: PictureOptions = {}): Promise<Blob> {
  const url = URL.canParse(picUrl) ? new URL(picUrl) : undefined
  if (url === undefined || !HOSTS.test(url.hostname) || url.port !== '' || url.username !== '') {
    throw refused('expected a PicUrl on qpic.cn or qlogo.cn')
  }
  // WeChat still writes http:// for what it also serves by https.
  if (url.protocol !== 'https:' && url.protocol !== 'http:') throw refused('expected https')
  const { address, family } = await (options.lookup ?? dnsLookup)(url.hostname)
  if (INTERNAL === undefined || includesAddress(INTERNAL, address)) {
    throw refused('the host has an internal address')
  }
  return get(url, { address, family }, options.signal)
}

/** From the address that was checked: a second look-up could find another. */
function get(
  url: URL,
  found: { readonly address: string; readonly family: number },
  signal: AbortSignal | undefined,
): Promise<Blob> {
  return new Promise((resolve, reject) => {
    const chunks: Uint8Array[] = []
    let bytes = 0
    const call = request(
      {
        hostname: url.hostname,
        path: url.pathname + url.search,
        timeout: TIMEOUT_MS,
        signal: AbortSignal.any([AbortSignal.timeout(TIMEOUT_MS), ...(signal ? [signal] : [])]),
        lookup: (_host, { all }, done) =>
          all ? done(null, [found]) : done(null, found.address, found.family),
      },
      (response) => {
        const type = response.headers['content-type'] ?? ''
        if (response.statusCode !== 200 || !type.startsWith('image/')) {
          call.destroy(refused(`expected a picture, got HTTP ${response.statusCode} ${type}`))
          return
        }
        response.on('data', (chunk: Uint8Array) => {
          bytes += chunk.byteLength
          if (bytes > MAX_BYTES) call.destroy(refused(`more than ${MAX_BYTES} bytes`))
          chunks.push(chunk)
        })
        response.on('end', () => resolve(new Blob([Buffer.concat(chunks)], { type })))
        response.on('error', reject)
      },
    )
    call.on('error', reject)
    call.end()
  })
}

function refused(why: string): WechatBotError {
  return new WechatBotError('BAD_CALL', `picture not fetched: ${why}`)
}
