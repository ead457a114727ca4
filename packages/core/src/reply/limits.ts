/**
 * WeChat's limits on passive replies (被动回复). For a reply beyond a limit WeChat shows
 * 「该公众号暂时无法提供服务」, so no such reply leaves.
 * Source: developers.weixin.qq.com, Passive_user_reply_message; see each constant.
 */

import { isEvent } from '../message/filter.ts'
import type { Message } from '../message/types.ts'
import { MEDIA_ID } from '../protocol.ts'
import { cleanText } from '../xml/characters.ts'
import { fitCaptions, shortened } from './captions.ts'
import type { Article, MusicReply, RawReply, Reply, TextReply } from './types.ts'

/** Bytes of UTF-8. The older official page says 2048. The current one gives no figure. */
export const MAX_TEXT_BYTES = 2048

/** Official page since 2018-10-12: one article in answer to a message, up to eight to other events. */
const MAX_ARTICLES = { message: 1, event: 8 }

/**
 * Bytes of all names and texts of a raw reply. A push has no more. No reply that WeChat describes
 * has a tenth of it.
 */
const MAX_RAW_BYTES = 64 * 1024

/** A reply that can be sent, and advice about the problems of the original. */
export interface Fitted {
  readonly reply: Reply
  /** Empty when the reply was fine. */
  readonly advice: readonly string[]
}

/** Fits a reply into WeChat's limits. A reply that cannot be repaired becomes `none`. */
export function fit(reply: Reply, message: Message): Fitted {
  switch (reply.type) {
    case 'text':
      return fitText(reply)
    case 'news':
      return fitNews(reply.articles, message)
    case 'image':
    case 'voice':
    case 'video':
      return fitMedia(reply, 'mediaId', reply.mediaId)
    case 'music':
      return fitMusic(reply)
    case 'transfer_customer_service':
    case 'transfer_biz_ai_ivr':
      return isEvent(message)
        ? nothing(`${reply.type} is for messages; an event has nothing to hand over`)
        : captioned(reply)
    case 'raw':
      return fitRaw(reply)
    case 'none':
      return fine(reply)
  }
}

function fitText(reply: TextReply): Fitted {
  const content = cleanText(reply.content)
  const advice: string[] = []
  if (content !== reply.content) {
    advice.push('text reply has characters that XML cannot carry; leave control characters out')
  }
  // WeChat answers an empty Content with the outage notice. It shows white space alone as nothing.
  if (content.trim() === '') return nothing('text reply is empty; return none() to stay silent')
  const bytes = Buffer.byteLength(content)
  if (bytes <= MAX_TEXT_BYTES) return { reply: { type: 'text', content }, advice }
  advice.push(
    `text reply is ${bytes} bytes, WeChat's limit is ${MAX_TEXT_BYTES}; split it or send the rest with ctx.send()`,
  )
  return { reply: { type: 'text', content: shortened(content, MAX_TEXT_BYTES) }, advice }
}

function fitNews(articles: readonly Article[], message: Message): Fitted {
  const limit = isEvent(message) ? MAX_ARTICLES.event : MAX_ARTICLES.message
  const advice: string[] = []
  if (articles.length > limit) {
    advice.push(
      `news reply has ${articles.length} articles, WeChat takes ${limit} in answer to ${message.kind}; send the most important first`,
    )
  }
  const kept = articles.slice(0, limit)
  if (kept.every((article) => cleanText(article.title).trim() === '')) {
    return nothing('news reply has no title; give each article one')
  }
  const fitted = kept.map((article, i) => fitCaptions(article, `news reply, article ${i + 1}`))
  return {
    reply: { type: 'news', articles: fitted.map(({ fields }) => fields) },
    advice: [...advice, ...fitted.flatMap((each) => each.advice)],
  }
}

/** Fits a raw reply. Its fields are unknown, except for the one mistake that shows the outage notice. */
function fitRaw(reply: RawReply): Fitted {
  const { MsgType, Content } = reply.fields
  const kind = typeof MsgType === 'string' ? cleanText(MsgType).trim() : ''
  if (kind === '') {
    return nothing('raw reply has no MsgType; add it to the fields')
  }
  if (!isWithin(reply.fields, MAX_RAW_BYTES)) {
    return nothing(`raw reply has more than ${MAX_RAW_BYTES} bytes of fields; send less of them`)
  }
  if (kind !== 'text' || (typeof Content === 'string' && cleanText(Content).trim() !== '')) {
    return fine(reply)
  }
  return nothing('raw reply of MsgType text has no Content; return none() to stay silent')
}

function fitMedia(reply: Reply, field: string, id: string): Fitted {
  if (MEDIA_ID.test(id)) return captioned(reply)
  const { type } = reply
  const how = type === 'image' || type === 'voice' ? `, as ${type}({ file }) does` : ''
  return nothing(
    `${type} reply: ${field} is no media id; upload the file and use its media_id${how}`,
  )
}

/** An empty element would name a missing cover. Without the element WeChat plays the music all the same. */
function fitMusic({ thumbMediaId = '', ...reply }: MusicReply): Fitted {
  if (thumbMediaId !== '') return fitMedia({ ...reply, thumbMediaId }, 'thumbMediaId', thumbMediaId)
  const fitted = captioned(reply)
  const { musicUrl = '', hqMusicUrl = '' } = fitted.reply as MusicReply
  // Without a cover and a short enough address the reply would be empty.
  return musicUrl + hqMusicUrl === ''
    ? nothing('music reply has nothing to play; give musicUrl, of 2048 bytes at most')
    : fitted
}

/**
 * Whether names and texts have at most `limit` bytes. It stops there, because fields may contain
 * themselves.
 */
function isWithin(fields: unknown, limit: number): boolean {
  const waiting: unknown[] = [fields]
  let bytes = 0
  while (waiting.length > 0 && bytes <= limit) {
    const value = waiting.pop()
    if (typeof value !== 'object' || value === null) {
      const text = String(value)
      bytes += text.length > limit ? text.length : Buffer.byteLength(text)
      continue
    }
    // Every element has brackets, whatever its name.
    bytes += Object.keys(value).reduce((sum, name) => sum + 2 * name.length + '<></>'.length, 0)
    if (bytes <= limit) waiting.push(...Object.values(value))
  }
  return bytes <= limit
}

function captioned(reply: Reply): Fitted {
  const { fields, advice } = fitCaptions(reply, `${reply.type} reply`)
  return { reply: fields, advice }
}

function fine(reply: Reply): Fitted {
  return { reply, advice: [] }
}

function nothing(advice: string): Fitted {
  return { reply: { type: 'none' }, advice: [advice] }
}
