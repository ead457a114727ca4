/** The XML of a push, as WeChat writes it. */
import { buildXml, KINDS, type XmlInput } from '@wechatbot/core'
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
  // Events have no MsgId, nor do those of devices, whose MsgType is their own.
  const hasMsgId = event === undefined && kind !== 'device_event'
  return buildXml({
    ToUserName: to,
    FromUserName: from,
    CreateTime: Math.floor(now / 1000),
    ...(event === undefined ? { MsgType: kind } : { MsgType: 'event', Event: event }),
    ...sampleFields(kind),
    ...fields,
    ...(hasMsgId ? { MsgId: options.msgId ?? fields.MsgId ?? `2${randomDigits(16)}` } : {}),
  })
}

/** Random decimal digits: ids and nonces as WeChat's are. Not for secrets. */
export function randomDigits(count: number): string {
  let text = ''
  while (text.length < count) text += Math.floor(Math.random() * 10)
  return text
}

/** Every kind of the framework's table. */
export const KIND_NAMES: readonly string[] = Object.keys(KINDS)
