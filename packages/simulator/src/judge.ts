/**
 * Decides what the user sees of a response, as strictly as WeChat. Where WeChat documents nothing, the comment says
 * "unconfirmed" and the stricter reading is used. So a response that passes here also passes at WeChat.
 * Source: developers.weixin.qq.com, Passive_user_reply_message.
 */
import type { Mode, XmlFields } from '@wechatbot/core'
import { isEventKind } from '@wechatbot/core/internal/message/filter'
import { MAX_TEXT_BYTES } from '@wechatbot/core/internal/reply/limits'
import { parseXml } from '@wechatbot/core/internal/xml/codec'
import { openReply } from './open.ts'
import { type AccountSecrets, modeOf } from './sign.ts'
import type { TransportResponse } from './transport.ts'

/** What the user would see. */
export type Seen =
  | { readonly type: 'reply'; readonly reply: XmlFields }
  | { readonly type: 'silence' }
  /** 「该公众号暂时无法提供服务，请稍后再试」 */
  | { readonly type: 'outage'; readonly why: string }

/** The sender, the receiver and the kind of the push. */
export interface Asked {
  readonly openid: string
  readonly account: string
  readonly kind: string
}

export function judge(response: TransportResponse, asked: Asked, secrets: AccountSecrets): Seen {
  const { status, body } = response
  // Unconfirmed for Official Accounts; WeCom documents any status but 200 as a failure.
  if (status !== 200) return outage(`status ${status}`)
  if (body === '' || body === 'success') return { type: 'silence' }
  const mode = modeOf(secrets)
  const fields = read(body)
  if (fields === undefined) return outage(`not XML: ${body.slice(0, 60)}`)
  const reply = fields.Encrypt === undefined ? fields : unsealed(fields, secrets, mode)
  if (reply === undefined) return outage('an envelope that WeChat cannot open')
  if (mode === 'safe' && fields.Encrypt === undefined) return outage('plaintext in safe mode')
  const why = wrongEnvelope(reply, asked) ?? wrongContent(reply, asked.kind)
  return why === undefined ? { type: 'reply', reply: shown(reply, asked.kind) } : outage(why)
}

function unsealed(fields: XmlFields, secrets: AccountSecrets, mode: Mode): XmlFields | undefined {
  const xml = mode === 'plain' ? undefined : openReply(fields, secrets)
  return xml === undefined ? undefined : read(xml)
}

function wrongEnvelope(reply: XmlFields, { openid, account }: Asked): string | undefined {
  if (reply.ToUserName !== openid) return `ToUserName is not ${openid}`
  if (reply.FromUserName !== account) return `FromUserName is not ${account}`
  if (!/^\d{1,13}$/.test(String(reply.CreateTime))) return 'CreateTime is no number'
  return undefined
}

/** Required elements per MsgType. */
const REQUIRED: Readonly<Record<string, readonly (readonly string[])[]>> = {
  text: [['Content']],
  image: [['Image', 'MediaId']],
  voice: [['Voice', 'MediaId']],
  video: [['Video', 'MediaId']],
  music: [['Music']],
  news: [['ArticleCount'], ['Articles', 'item']],
  transfer_customer_service: [],
  transfer_biz_ai_ivr: [],
  // Replies to devices. Their elements are not checked (unconfirmed).
  device_text: [],
  device_event: [],
  device_status: [],
  hardware: [],
}

function wrongContent(reply: XmlFields, kind: string): string | undefined {
  const type = String(reply.MsgType)
  const required = Object.hasOwn(REQUIRED, type) ? REQUIRED[type] : undefined
  if (required === undefined) return `MsgType ${type} is no reply`
  for (const path of required) {
    const value = path.reduce<unknown>(
      (at, name) => (at as Record<string, unknown> | undefined)?.[name],
      reply,
    )
    // An empty Content shows the outage notice, not nothing (several reports).
    if (value === undefined || value === '') return `${path.join('.')} is missing or empty`
  }
  if (type === 'text' && Buffer.byteLength(String(reply.Content)) > MAX_TEXT_BYTES) {
    return `Content has more than ${MAX_TEXT_BYTES} bytes`
  }
  // Music plays without a cover (several projects). It is unconfirmed whether it plays with an empty one.
  const { ThumbMediaId } = (reply.Music ?? {}) as XmlFields
  if (type === 'music' && ThumbMediaId === '') return 'Music.ThumbMediaId is empty'
  if (type === 'news') return wrongNews(reply)
  // WeChat's page: only messages can be transferred, events cannot.
  if (type.startsWith('transfer_') && isEventKind(kind)) return `${type} for an event`
  return undefined
}

function wrongNews(reply: XmlFields): string | undefined {
  const count = articles(reply).length
  return String(count) === reply.ArticleCount
    ? undefined
    : `ArticleCount is ${String(reply.ArticleCount)}, there are ${count} articles`
}

/**
 * Drops extra articles. WeChat shows one in answer to a message and eight in answer to an event (since 2018-10-12).
 */
function shown(reply: XmlFields, kind: string): XmlFields {
  if (reply.MsgType !== 'news') return reply
  const limit = isEventKind(kind) ? 8 : 1
  const kept = articles(reply).slice(0, limit)
  return {
    ...reply,
    ArticleCount: String(kept.length),
    Articles: { item: kept.length === 1 ? (kept[0] as XmlFields) : kept },
  }
}

function articles(reply: XmlFields): readonly (string | XmlFields)[] {
  const item = (reply.Articles as XmlFields | undefined)?.item
  return item === undefined ? [] : ([item].flat() as readonly (string | XmlFields)[])
}

function read(xml: string): XmlFields | undefined {
  try {
    return parseXml(xml)
  } catch {
    return undefined
  }
}

function outage(why: string): Seen {
  return { type: 'outage', why }
}
