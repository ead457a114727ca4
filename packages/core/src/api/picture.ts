/**
 * Fetches a message's PicUrl, for accounts without the API. Opt-in: no other code fetches it. What it needs of Node
 * is loaded by the first call, for every plugin imports this file.
 */
import { isIP } from 'node:net'
import { WechatBotError } from '../errors.ts'
import { includesAddress, toAddressList } from '../http/address.ts'

/** The hosts of WeChat's pictures of messages and of people. */
const HOSTS = /(^|\.)(qpic|qlogo)\.cn$/
const MAX_BYTES = 10 * 1024 * 1024
const TIMEOUT_MS = 5000

/**
 * Addresses that a message from outside must not reach. These are all that IANA's special-purpose
 * registries (RFC 6890 and its updates) do not call global, and all that can stand for such an IPv4
 * address.
 */
const INTERNAL = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  // For documentation.
  '192.0.2.0/24',
  '198.51.100.0/24',
  '203.0.113.0/24',
  // The anycast prefix of 6to4, deprecated.
  '192.88.99.0/24',
  // Multicast and reserved.
  '224.0.0.0/3',
  // IPv4 addresses in the first IPv6 notation, with `::` and `::1` among them, and in that of translators.
  '::/96',
  '::ffff:0:0:0/96',
  '64:ff9b::/96',
  '64:ff9b:1::/48',
  '100::/63',
  // Teredo, ORCHID and other blocks of the IETF; documentation; 6to4.
  '2001::/23',
  '2001:db8::/32',
  '3fff::/20',
  '2002::/16',
  '5f00::/16',
  'fc00::/7',
  // Link-local, and the old site-local.
  'fe80::/9',
  'ff00::/8',
]

export interface PictureOptions {
  /** Finds the address of a host. @default the machine's resolver */
  readonly lookup?: (host: string) => Promise<{ readonly address: string; readonly family: number }>
  readonly signal?: AbortSignal
}

/**
 * The bytes of a picture that a message names. It is fetched by https from qpic.cn and qlogo.cn
 * only, without redirects. It may have 10 MB and take 5 s, the host's look-up included. No internal
 * address is asked, whatever the name resolves to.
 * @throws WechatBotError BAD_CALL naming what was expected.
 */
export async function fetchPicUrl(picUrl: string, options: PictureOptions = {}): Promise<Blob> {
  const url = URL.canParse(picUrl) ? new URL(picUrl) : undefined
  if (url === undefined || !HOSTS.test(url.hostname) || url.port !== '' || url.username !== '') {
    throw refused(`expected a PicUrl on qpic.cn or qlogo.cn, got ${url?.host ?? 'no URL'}`)
  }
  // WeChat still writes http:// for pictures that it also serves by https.
  if (url.protocol !== 'https:' && url.protocol !== 'http:')
    throw refused(`expected https, got ${url.protocol}`)
  const limit = AbortSignal.timeout(TIMEOUT_MS)
  const signal = options.signal ? AbortSignal.any([limit, options.signal]) : limit
  const lookup = options.lookup ?? (await import('node:dns/promises')).lookup
  const { address, family } = await before(signal, lookup(url.hostname))
  const internal = toAddressList(INTERNAL)
  if (internal === undefined || isIP(address) === 0 || includesAddress(internal, address)) {
    throw refused(`${url.hostname} has an internal address, ${address}`)
  }
  return get(url, { address, family }, signal)
}

/** A look-up cannot be cancelled. After `signal` nobody waits for it. */
function before<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = () => reject(signal.reason)
    signal.addEventListener('abort', stop, { once: true })
    if (signal.aborted) stop()
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop))
  })
}

/** Connects to the address that was checked: a second look-up could find another. */
async function get(
  url: URL,
  found: { readonly address: string; readonly family: number },
  signal: AbortSignal,
): Promise<Blob> {
  const { request } = await import('node:https')
  return new Promise((resolve, reject) => {
    const chunks: Uint8Array[] = []
    let bytes = 0
    const call = request(
      {
        hostname: url.hostname,
        path: url.pathname + url.search,
        signal,
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
