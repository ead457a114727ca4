/**
 * Customer-service messages (客服消息): messages that a bot sends by itself, within WeChat's
 * windows.
 * Source: developers.weixin.qq.com, Service_Center_messages (客服接口-发消息).
 */
import { WechatBotError } from '../errors.ts'
import { fitCaptions, shortened } from '../reply/captions.ts'
import { MAX_TEXT_BYTES } from '../reply/limits.ts'
import { toPages } from '../reply/pages.ts'
import type { Reply } from '../reply/types.ts'
import type { Allowance } from './allowance.ts'
import type { Client } from './client.ts'
import { ApiError } from './error.ts'

/** The types that only a customer-service message has. Any reply but a transfer can be one, too. */
export type ServiceMessage =
  /** An article of the material library (图文消息). */
  | { readonly type: 'mpnews'; readonly mediaId: string }
  /** An article that has been published (发布). */
  | { readonly type: 'mpnewsarticle'; readonly articleId: string }
  /** A question with answers to tap. A tap comes as a text message with `bizmsgmenuid`. */
  | {
      readonly type: 'msgmenu'
      readonly head: string
      readonly list: readonly { readonly id: string; readonly content: string }[]
      readonly tail: string
    }
  | { readonly type: 'wxcard'; readonly cardId: string }
  /** A card that opens a mini program. The picture is about 520x416. */
  | {
      readonly type: 'miniprogrampage'
      readonly title: string
      readonly appId: string
      readonly pagePath: string
      readonly thumbMediaId: string
    }

export interface SendOptions {
  /** The agent that the message names as its sender: `test1@kftest`. @default the account */
  readonly kfAccount?: string
  /** Shows 内容由第三方AI生成 below the message (aimsgcontext). @default false */
  readonly isAiMessage?: boolean
  readonly signal?: AbortSignal
}

export interface CustomerService {
  readonly send: (
    openid: string,
    message: Reply | ServiceMessage,
    options?: SendOptions,
    onRetry?: () => void,
  ) => Promise<void>
  readonly typing: (openid: string, isTyping?: boolean) => Promise<void>
}

const SEND = '/cgi-bin/message/custom/send'

export function createCustomerService(client: Client, allowance: Allowance): CustomerService {
  const sendOne = async (
    openid: string,
    body: object,
    { kfAccount, isAiMessage, signal }: SendOptions,
    onRetry: (() => void) | undefined,
  ) => {
    const giveBack = await allowance.take(openid, `POST ${SEND}`)
    const by = {
      ...(kfAccount === undefined ? {} : { customservice: { kf_account: kfAccount } }),
      ...(isAiMessage ? { aimsgcontext: { is_ai_msg: 1 } } : {}),
    }
    try {
      await client.post(SEND, { touser: openid, ...body, ...by }, signal, onRetry)
    } catch (error) {
      const { errcode, retry } = error instanceof ApiError ? error : {}
      if (retry !== 'once') await giveBack()
      if (errcode === 45015 || errcode === 45047) await allowance.correct(openid, errcode)
      throw error
    }
  }
  return {
    send: async (openid, message, options = {}, onRetry = undefined) => {
      for (const body of toBodies(message)) await sendOne(openid, body, options, onRetry)
    },
    typing: async (openid, isTyping = true) => {
      const command = isTyping ? 'Typing' : 'CancelTyping'
      await client.post('/cgi-bin/message/custom/typing', { touser: openid, command })
    },
  }
}

/** The limit of one body. A text has 2 kB, and no message that WeChat describes has a tenth of this. */
const MAX_BODY_BYTES = 64 * 1024
/** Bytes of UTF-8, for the texts around the answers of a menu and for one answer. WeChat gives no limit. */
const MENU_BYTES = { around: 2048, answer: 512 }

/**
 * The request bodies for `message`. A long text takes several, silence takes none.
 * @throws WechatBotError BAD_REPLY for a passive-only reply, and for more than 64 kB.
 */
export function toBodies(message: Reply | ServiceMessage): readonly object[] {
  const bodies = bodiesOf(message)
  const bytes = bodies.reduce((most, body) => Math.max(most, bytesOf(body)), 0)
  if (bytes <= MAX_BODY_BYTES) return bodies
  throw new WechatBotError(
    'BAD_REPLY',
    `${message.type} message is ${bytes} bytes as JSON, ${MAX_BODY_BYTES} at most; send less of it`,
  )
}

function bodiesOf(message: Reply | ServiceMessage): readonly object[] {
  const { type: msgtype } = message
  const one = (object: object) => [{ msgtype, [msgtype]: object }]
  switch (message.type) {
    case 'none':
      return []
    case 'text':
      return toPages(message.content, MAX_TEXT_BYTES).map((content) => ({
        msgtype,
        text: { content },
      }))
    case 'image':
    case 'voice':
    case 'mpnews':
      return one({ media_id: message.mediaId })
    case 'video': {
      const { mediaId, thumbMediaId, title, description } = captioned(message)
      return one({ media_id: mediaId, thumb_media_id: thumbMediaId, title, description })
    }
    case 'music': {
      const { title, description, musicUrl, hqMusicUrl, thumbMediaId } = captioned(message)
      return one({
        title,
        description,
        musicurl: musicUrl,
        hqmusicurl: hqMusicUrl,
        thumb_media_id: thumbMediaId || undefined,
      })
    }
    case 'news': {
      const articles = message.articles
        .map(captioned)
        .map(({ picUrl: picurl, ...rest }) => ({ ...rest, picurl }))
      // WeChat takes one article at most (45008), so each article is a message of its own.
      return articles.map((article) => ({ msgtype, news: { articles: [article] } }))
    }
    case 'mpnewsarticle':
      return one({ article_id: message.articleId })
    case 'msgmenu':
      return one({
        head_content: within(message.head, MENU_BYTES.around),
        list: message.list.map(({ id, content }) => ({
          id,
          content: within(content, MENU_BYTES.answer),
        })),
        tail_content: within(message.tail, MENU_BYTES.around),
      })
    case 'wxcard':
      return one({ card_id: message.cardId })
    case 'miniprogrampage': {
      const { title, appId: appid, pagePath: pagepath, thumbMediaId } = captioned(message)
      return one({ title, appid, pagepath, thumb_media_id: thumbMediaId })
    }
    case 'raw':
    case 'transfer_customer_service':
    case 'transfer_biz_ai_ivr':
      throw passiveOnly(message.type)
    default:
      // A type without a case does not compile, but JavaScript may pass any type.
      throw passiveOnly((message satisfies never as Reply).type)
  }
}

function passiveOnly(type: string): WechatBotError {
  return new WechatBotError(
    'BAD_REPLY',
    `${type} is a passive reply only; return it from a handler within five seconds`,
  )
}

function bytesOf(body: object): number {
  return Buffer.byteLength(JSON.stringify(body))
}

function within(text: string, limit: number): string {
  return Buffer.byteLength(text) <= limit ? text : shortened(text, limit)
}

/** Shortens captions as in a passive reply. */
function captioned<T extends object>(fields: T): T {
  return fitCaptions(fields, '').fields
}
