/**
 * First stage: Incoming -> Push. Proves that WeChat sent this request, and reads it only after
 * that. No option turns the proof off. A refusal shows nothing but its status.
 */
import { isUtf8 } from 'node:buffer'
import type { Account } from '../account.ts'
import { openEnvelope } from '../crypto/envelope.ts'
import { findToken } from '../crypto/signature.ts'
import { refusal, WechatBotError } from '../errors.ts'
import { includesAddress } from '../http/address.ts'
import { signatureRecord } from '../store/keys.ts'
import type { Bindings } from '../turn/binding.ts'
import { BODY_LIMIT, type Handshake, type Incoming, type Push } from '../turn/push.ts'
import { parseXml } from '../xml/codec.ts'
import type { XmlWriter } from '../xml/write.ts'
import type { Runtime } from './runtime.ts'

/**
 * @throws WechatBotError a refusal. Before a byte of the body is read: METHOD_NOT_ALLOWED,
 *   ADDRESS_NOT_ALLOWED, BAD_SIGNATURE, STALE_PUSH, WRONG_MODE, BAD_CIPHERTEXT or ENCODED_BODY.
 *   After that: BODY_TOO_LARGE, BODY_TIMEOUT or BAD_XML. For a handshake: BAD_ECHOSTR or
 *   REPLAYED_SIGNATURE.
 */
export async function verify(
  incoming: Incoming,
  { settings, services }: Runtime,
): Promise<Push | Handshake> {
  const { account, allowFrom, freshnessSeconds, bindSignatures } = settings
  const { method, query } = incoming
  if (method !== 'GET' && method !== 'POST') throw refusal('METHOD_NOT_ALLOWED', `got ${method}`)
  const address = allowFrom && incoming.remoteAddress()
  if (allowFrom && address !== undefined && !includesAddress(allowFrom, address)) {
    throw refusal('ADDRESS_NOT_ALLOWED', `the address ${address} is not in allowFrom`)
  }
  const tokenGroup = account.groupOf(verifySignature(query, account.tokens))
  // This holds in every mode: another bot with this token may be in plain mode.
  const signature = bindSignatures
    ? signatureRecord(tokenGroup, query.signature as string)
    : undefined
  const stale = staleOf(query.timestamp as string, incoming.receivedAt.now, freshnessSeconds)
  if (stale !== undefined) {
    // The push was signed in our future. Later it would pass for a fresh one.
    if (stale.skewSeconds < 0) {
      await services.bindings.leaveOpen(signature, -stale.skewSeconds * 1000)
    }
    throw stale
  }
  if (method === 'GET') return handshake(query.echostr, signature, account, services.bindings)
  try {
    // The mode comes from the configuration, never from the request.
    const isSealed = account.mode !== 'plain'
    if (isSealed) assertEncrypted(query)
    else assertPlain(query)
    const encoding = incoming.headers['content-encoding']
    if (encoding !== undefined && encoding !== 'identity') {
      throw refusal('ENCODED_BODY', 'a body in a content-encoding; WeChat sends none')
    }
    const body = decode(await incoming.body(BODY_LIMIT))
    const opened = isSealed ? open(body, query, account, services.writeXml) : inTheClear(body)
    const { receivedAt, connection } = incoming
    const { xml, seal, sealedFor } = opened
    return { type: 'push', receivedAt, connection, xml, tokenGroup, signature, sealedFor, seal }
  } catch (error) {
    await services.bindings.leaveOpen(signature)
    throw error
  }
}

type OpenedPush = Pick<Push, 'xml' | 'seal' | 'sealedFor'>

const asItIs = (xml: string): string => xml

function inTheClear(xml: string): OpenedPush {
  return { xml, seal: asItIs, sealedFor: undefined }
}

/** encrypt_type 'raw' also means plaintext. */
function assertPlain(query: Incoming['query']): void {
  if (query.encrypt_type === undefined || query.encrypt_type === 'raw') return
  throw refusal(
    'WRONG_MODE',
    'an encrypted push to a bot in plain mode; choose 明文模式 in the console, or set encodingAESKey, appId and mode',
  )
}

/** If a safe bot took plaintext, a message could be forged without the key. */
function assertEncrypted(query: Incoming['query']): void {
  if (query.encrypt_type === 'aes') return
  throw refusal(
    'WRONG_MODE',
    'a plain push to a bot in safe or compatible mode; choose 安全模式 in the console, or set mode: "plain"',
  )
}

/** In compatible mode the plain fields beside the ciphertext are not signed, so they are not read. */
function open(
  body: string,
  query: Incoming['query'],
  account: Account,
  writeXml: XmlWriter,
): OpenedPush {
  const msgSignature = parameter(query, 'msg_signature', SIGNATURE)
  const envelope = parseXml(body)
  const signed = {
    msgSignature,
    timestamp: query.timestamp as string,
    nonce: query.nonce as string,
  }
  const { tokens, keys, appId = '' } = account
  const opened = openEnvelope(envelope, signed, { tokens, keys, appId, writeXml })
  if (opened === undefined || typeof envelope.ToUserName !== 'string') {
    throw refusal(
      'BAD_CIPHERTEXT',
      'the envelope cannot be opened; compare token, encodingAESKey and appId with the console',
    )
  }
  // Written out: V8 gives each object of `{ ...opened, sealedFor }` a shape of its own.
  return { xml: opened.xml, seal: opened.seal, sealedFor: envelope.ToUserName }
}

const SIGNATURE = /^[0-9a-f]{40}$/

/**
 * The token that made the signature. The parts are joined without separators before they are
 * hashed, so moving characters from one part to another keeps the hash. The shape of each part is
 * checked first.
 */
function verifySignature(query: Incoming['query'], tokens: readonly string[]): string {
  const signature = parameter(query, 'signature', SIGNATURE)
  const timestamp = parameter(query, 'timestamp', /^\d{10}$/)
  const nonce = parameter(query, 'nonce', /^[\w-]{1,64}$/)
  const token = findToken(tokens, signature, timestamp, nonce)
  if (token === undefined) {
    throw refusal('BAD_SIGNATURE', 'made with none of the tokens; compare the token in the console')
  }
  return token
}

/** A repeated parameter is a list, and counts as missing. */
function parameter(query: Incoming['query'], name: string, shape: RegExp): string {
  const value = query[name]
  if (typeof value !== 'string' || !shape.test(value)) {
    throw refusal('BAD_SIGNATURE', `${name} is missing or has the wrong shape`)
  }
  return value
}

/** The refusal STALE_PUSH. */
export class StalePush extends WechatBotError {
  /** Seconds since the push was signed, by our clock. Below 0 if it was signed in our future. */
  readonly skewSeconds: number

  constructor(skewSeconds: number) {
    const when = `${Math.abs(skewSeconds)} s ${skewSeconds > 0 ? 'ago' : 'in the future'}`
    super('STALE_PUSH', `push refused: signed ${when}; set the clock (NTP), or it is a replay`)
    this.skewSeconds = skewSeconds
  }
}

function staleOf(timestamp: string, now: number, windowSeconds: number): StalePush | undefined {
  const skewSeconds = Math.round(now / 1000) - Number(timestamp)
  const isFresh = windowSeconds === 0 || Math.abs(skewSeconds) <= windowSeconds
  return isFresh ? undefined : new StalePush(skewSeconds)
}

async function handshake(
  echostr: unknown,
  signature: string | undefined,
  account: Account,
  bindings: Bindings,
): Promise<Handshake> {
  // The text may go back to a browser, so it must not contain markup.
  if (typeof echostr !== 'string' || !/^[\w=+/.-]{1,512}$/.test(echostr)) {
    throw refusal('BAD_ECHOSTR', 'a handshake needs one echostr')
  }
  const owner = `${account.scope}|handshake`
  if (signature !== undefined && !(await bindings.bind(signature, owner))) {
    throw refusal('REPLAYED_SIGNATURE', 'the signature of a message came with a handshake')
  }
  return { type: 'handshake', echostr }
}

function decode(body: Uint8Array): string {
  // A fatal TextDecoder costs kilobytes for each message.
  if (!isUtf8(body)) throw refusal('BAD_XML', 'expected UTF-8')
  return Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString()
}
