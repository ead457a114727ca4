/** Pushes as WeChat makes them: XML of a kind, and the signed query it comes with. */
import { buildXml, sign, type XmlInput } from '@wechatbot/core'
import { sampleFields } from './samples.ts'

/** Who talks to whom when a test or a command does not say. */
export const SAMPLE_USER = 'oSimulatedUser00000000000001'
export const SAMPLE_ACCOUNT = 'gh_0123456789ab'

export interface PushOptions {
  /** `text`, `event:CLICK`, or any MsgType and Event the framework does not know. */
  readonly kind: string
  /** @default {@link SAMPLE_USER} */
  readonly from?: string
  /** @default {@link SAMPLE_ACCOUNT} */
  readonly to?: string
  /** Milliseconds since 1970. @default the machine's clock */
  readonly now?: number
  /** Messages only. @default a fresh one, 17 digits as WeChat's are since 2019 */
  readonly msgId?: string
  /** Replace or add to the sample's. */
  readonly fields?: XmlInput
}

/** The XML of a push, in the order of WeChat's own: envelope, fields of the kind, MsgId. */
export function createPush(options: PushOptions): string {
  const { kind, from = SAMPLE_USER, to = SAMPLE_ACCOUNT, now = Date.now(), fields = {} } = options
  const event = kind.startsWith('event:') ? kind.slice('event:'.length) : undefined
  return buildXml({
    ToUserName: to,
    FromUserName: from,
    CreateTime: Math.floor(now / 1000),
    ...(event === undefined ? { MsgType: kind } : { MsgType: 'event', Event: event }),
    ...sampleFields(kind),
    ...fields,
    // Events have none.
    ...(event === undefined ? { MsgId: options.msgId ?? freshMsgId() } : {}),
  })
}

export interface SignOptions {
  readonly token: string
  /** Milliseconds since 1970. @default the machine's clock */
  readonly now?: number
  /** @default ten random digits, as WeChat's are */
  readonly nonce?: string
}

/** The query of a push in plain mode (明文模式): signature, timestamp, nonce. */
export function signQuery(options: SignOptions): Readonly<Record<string, string>> {
  const seconds = Math.floor((options.now ?? Date.now()) / 1000)
  // Ten digits, as they are until the year 2286.
  const timestamp = String(seconds).padStart(10, "0")
  const nonce = options.nonce ?? digits(10)
  return { signature: sign(options.token, timestamp, nonce), timestamp, nonce }
}

function freshMsgId(): string {
  return `2${digits(16)}`
}

function digits(count: number): string {
  let text = ''
  while (text.length < count) text += Math.floor(Math.random() * 10)
  return text
}
