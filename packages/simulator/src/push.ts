/** The XML of a push, as WeChat writes it. */
import type { XmlInput } from '@wechatbot/core'
import { KINDS } from '@wechatbot/core/internal/message/kinds/index'
import { buildXml } from '@wechatbot/core/internal/xml/write'
import { sampleFields } from './samples.ts'

/** The sender and the receiver when a test or a command names none. */
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
  /** For messages only. @default a new one of 17 digits, as WeChat's have been since 2019 */
  readonly msgId?: string
  /** Fields that replace the sample's or are added to them. */
  readonly fields?: XmlInput
}

/** The XML of a push, in WeChat's order: envelope, fields of the kind, MsgId. */
export function createPush(options: PushOptions): string {
  const { kind, from = SAMPLE_USER, to = SAMPLE_ACCOUNT, now = Date.now(), fields = {} } = options
  const event = kind.startsWith('event:') ? kind.slice('event:'.length) : undefined
  // Events have no MsgId. Pushes of devices have none either; their MsgType is `device_event`.
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

/** Random decimal digits for ids and nonces like WeChat's. Not for secrets. */
export function randomDigits(count: number): string {
  let text = ''
  while (text.length < count) text += Math.floor(Math.random() * 10)
  return text
}

/** Every kind in the framework's table. */
export const KIND_NAMES: readonly string[] = Object.keys(KINDS)
