/** What WeChat sends, made by hand: nothing here uses the code it is to test, but for reading. */
import { createHash } from 'node:crypto'
import { createManualClock, type ManualClock } from '@wechatbot/simulator'
import { expect } from 'chai'
import { digestOfToken } from '#src/crypto/digest.js'
import type { ErrorCode, WechatBotError } from '#src/errors.js'
import { readMessage } from '#src/message/read.js'
import type { Message } from '#src/message/types.js'
import type { Push } from '#src/turn/push.js'
import { parseXml } from '#src/xml/codec.js'

/** Where the clocks of specs begin, in milliseconds since 1970. */
export const T0 = 1_700_000_000_000

/** At T0. Its durations do not begin at 0: a spec must not pass because 0 is falsy. */
export function createSpecClock(): ManualClock {
  const clock = createManualClock(T0)
  const { monotonic } = clock
  return Object.assign(clock, { monotonic: () => 5000 + monotonic() })
}

export const TOKEN = 'spec4Token'
export const ACCOUNT = 'gh_0123456789ab'
export const USER = 'oSpecUser_0000000000000000-1'

/** WeChat's own text sample, in the shape of its documentation: numbers plain, text in CDATA. */
export const SAMPLE = [
  '<xml>',
  '<ToUserName><![CDATA[toUser]]></ToUserName>',
  '<FromUserName><![CDATA[fromUser]]></FromUserName>',
  '<CreateTime>1348831860</CreateTime>',
  '<MsgType><![CDATA[text]]></MsgType>',
  '<Content><![CDATA[this is a test]]></Content>',
  '<MsgId>1234567890123456</MsgId>',
  '</xml>',
].join('')

export type Fields = Record<string, string | number>

/** `<xml>` with these fields, each in CDATA. */
export function xmlOf(fields: Fields): string {
  const inner = Object.entries(fields).map(
    ([name, value]) => `<${name}><![CDATA[${value}]]></${name}>`,
  )
  return `<xml>${inner.join('')}</xml>`
}

export function textXml(fields: Fields = {}): string {
  return xmlOf({
    ToUserName: ACCOUNT,
    FromUserName: USER,
    CreateTime: T0 / 1000,
    MsgType: 'text',
    Content: 'hello',
    MsgId: '23000000000000001',
    ...fields,
  })
}

export function eventXml(event: string, fields: Fields = {}): string {
  return xmlOf({
    ToUserName: ACCOUNT,
    FromUserName: USER,
    CreateTime: T0 / 1000,
    MsgType: 'event',
    Event: event,
    ...fields,
  })
}

export function messageOf(xml: string): Message {
  return readMessage(parseXml(xml))
}

let lastNonce = 0

/** A signed query, each with a nonce of its own unless one is given. */
export function signedQuery(
  options: { token?: string; timestamp?: string | number; nonce?: string } = {},
): { signature: string; timestamp: string; nonce: string } {
  lastNonce += 1
  const timestamp = String(options.timestamp ?? T0 / 1000)
  const nonce = options.nonce ?? `n${lastNonce}`
  const parts = [options.token ?? TOKEN, timestamp, nonce].sort()
  const signature = createHash('sha1').update(parts.join('')).digest('hex')
  return { signature, timestamp, nonce }
}

/** A proven push that was received when the clock of the spec began. */
export function pushOf(xml: string, more: Partial<Push> = {}): Push {
  return {
    type: 'push',
    receivedAt: { now: T0, monotonic: 5000 },
    xml,
    tokenGroup: digestOfToken(TOKEN),
    seal: (reply) => reply,
    ...more,
  }
}

/** The error that `run` ends in, which must be of this code. */
export async function failure(
  code: ErrorCode,
  run: () => unknown | Promise<unknown>,
): Promise<WechatBotError> {
  let value: unknown
  try {
    value = await run()
  } catch (error) {
    expect((error as WechatBotError).code, String(error)).to.equal(code)
    return error as WechatBotError
  }
  return expect.fail(`expected ${code}, got ${JSON.stringify(value)}`)
}
