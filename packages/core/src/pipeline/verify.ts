/**
 * First stage: Incoming -> Push. Proves that WeChat sent this request; only then reads it.
 * No option turns it off. A refusal says nothing but its status.
 */
import type { BlockList } from 'node:net'
import type { Account } from '../account.ts'
import { includesAddress } from '../address.ts'
import type { Clock } from '../clock.ts'
import { findToken } from '../crypto/signature.ts'
import { WechatBotError } from '../errors.ts'
import type { Handshake, Incoming, Push } from '../push.ts'
import type { Store } from '../store/types.ts'

export interface VerifyParts {
  readonly account: Account
  readonly clock: Clock
  readonly store: Store
  /** 0: no check. */
  readonly freshnessSeconds: number
  readonly bindSignatures: boolean
  /** How long a signature stays bound. At least the freshness window, both ways. */
  readonly bindingMs: number
  /** Addresses that may push; undefined: all. */
  readonly allowFrom: BlockList | undefined
}

/** WeChat's pushes have a few kB. */
export const BODY_LIMIT = 64 * 1024

/**
 * @throws WechatBotError a refusal: METHOD_NOT_ALLOWED, ADDRESS_NOT_ALLOWED, BAD_SIGNATURE,
 *   STALE_PUSH or ENCODED_BODY before a byte of the body is read; then BODY_TOO_LARGE,
 *   BODY_TIMEOUT or BAD_XML; for a handshake BAD_ECHOSTR or REPLAYED_SIGNATURE.
 */
export async function verify(incoming: Incoming, bot: VerifyParts): Promise<Push | Handshake> {
  const { method, query } = incoming
  if (method !== 'GET' && method !== 'POST') throw refusal('METHOD_NOT_ALLOWED', `got ${method}`)
  if (bot.allowFrom && !includesAddress(bot.allowFrom, incoming.remoteAddress)) {
    throw refusal('ADDRESS_NOT_ALLOWED', `${incoming.remoteAddress} is not in allowFrom`)
  }
  const signature = verifySignature(query, bot.account.tokens)
  verifyFreshness(query.timestamp as string, incoming.receivedAt.now, bot.freshnessSeconds)
  if (method === 'GET') return handshake(query.echostr, signature, bot)
  // 'raw' is plaintext by another name; a plain bot cannot open anything else.
  if (query.encrypt_type !== undefined && query.encrypt_type !== 'raw') {
    throw refusal(
      'BAD_SIGNATURE',
      'an encrypted push to a bot in plain mode; set encodingAESKey and mode as in the console',
    )
  }
  const encoding = incoming.headers['content-encoding']
  if (encoding !== undefined && encoding !== 'identity') {
    throw refusal('ENCODED_BODY', 'a body in a content-encoding; WeChat sends none')
  }
  return {
    type: 'push',
    receivedAt: incoming.receivedAt,
    xml: decode(await incoming.body(BODY_LIMIT)),
    ...(bot.bindSignatures ? { signature } : {}),
    seal: (xml) => xml,
  }
}

/**
 * The parts are joined without separators before they are hashed, so that moving characters from
 * one to the other keeps the hash: each must have its shape before it is looked at.
 */
function verifySignature(query: Incoming['query'], tokens: readonly string[]): string {
  const signature = parameter(query, 'signature', /^[0-9a-f]{40}$/)
  const timestamp = parameter(query, 'timestamp', /^\d{10}$/)
  const nonce = parameter(query, 'nonce', /^[\w-]{1,64}$/)
  if (findToken(tokens, signature, timestamp, nonce) === undefined) {
    throw refusal('BAD_SIGNATURE', 'made with none of the tokens; compare the token in the console')
  }
  return signature
}

/** A repeated parameter is a list and no parameter at all. */
function parameter(query: Incoming['query'], name: string, shape: RegExp): string {
  const value = query[name]
  if (typeof value !== 'string' || !shape.test(value)) {
    throw refusal('BAD_SIGNATURE', `${name} is missing or has the wrong shape`)
  }
  return value
}

function verifyFreshness(timestamp: string, now: number, windowSeconds: number): void {
  if (windowSeconds === 0) return
  const skewSeconds = Math.round(now / 1000) - Number(timestamp)
  if (Math.abs(skewSeconds) > windowSeconds) {
    throw refusal(
      'STALE_PUSH',
      `signed ${Math.abs(skewSeconds)} s ${skewSeconds > 0 ? 'ago' : 'in the future'}; set the clock (NTP), or it is a replay`,
    )
  }
}

async function handshake(
  echostr: unknown,
  signature: string,
  bot: VerifyParts,
): Promise<Handshake> {
  // It goes back to the browser of whoever made the request: nothing that could be markup.
  if (typeof echostr !== 'string' || !/^[\w=+/.-]{1,512}$/.test(echostr)) {
    throw refusal('BAD_ECHOSTR', 'a handshake needs one echostr')
  }
  if (bot.bindSignatures && !(await isOwnerOf(signature, 'handshake', bot))) {
    throw refusal('REPLAYED_SIGNATURE', 'the signature of a message came with a handshake')
  }
  return { type: 'handshake', echostr }
}

/** Binds the signature to a push that brings no message. A store that fails binds nothing. */
export async function isOwnerOf(
  signature: string,
  owner: string,
  bot: VerifyParts,
): Promise<boolean> {
  try {
    return await bot.store.turns.bind(signature, owner, bot.bindingMs)
  } catch {
    return true
  }
}

function decode(body: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(body)
  } catch {
    throw refusal('BAD_XML', 'expected UTF-8')
  }
}

function refusal(code: ConstructorParameters<typeof WechatBotError>[0], why: string) {
  return new WechatBotError(code, `push refused: ${why}`)
}
