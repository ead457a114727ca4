/** Turns a reply into WeChat's fields, in the order of WeChat's own samples. */
import type { NoneReply, RawReplyValue, Reply } from './types.ts'

type Fields = Record<string, RawReplyValue>

/** All fields but ToUserName, FromUserName and CreateTime. A reply type without a case does not compile. */
export function replyFields(reply: Exclude<Reply, NoneReply>): Fields {
  switch (reply.type) {
    case 'raw': {
      // These fields come from the message: WeChat delivers nothing to another user.
      const { ToUserName: _, FromUserName: __, CreateTime: ___, ...own } = reply.fields
      return own
    }
    case 'text':
      return { MsgType: 'text', Content: reply.content }
    case 'image':
      return { MsgType: 'image', Image: { MediaId: reply.mediaId } }
    case 'voice':
      return { MsgType: 'voice', Voice: { MediaId: reply.mediaId } }
    case 'video':
      return {
        MsgType: 'video',
        Video: {
          MediaId: reply.mediaId,
          ...given({ Title: reply.title, Description: reply.description }),
        },
      }
    case 'music':
      return {
        MsgType: 'music',
        Music: {
          ...given({
            Title: reply.title,
            Description: reply.description,
            MusicUrl: reply.musicUrl,
            HQMusicUrl: reply.hqMusicUrl,
            ThumbMediaId: reply.thumbMediaId,
          }),
        },
      }
    case 'news':
      return {
        MsgType: 'news',
        ArticleCount: reply.articles.length,
        Articles: {
          // The official table calls all four required, but WeChat accepts empty ones.
          item: reply.articles.map((article) => ({
            Title: article.title,
            Description: article.description ?? '',
            PicUrl: article.picUrl ?? '',
            Url: article.url ?? '',
          })),
        },
      }
    case 'transfer_customer_service':
      return {
        MsgType: reply.type,
        ...(reply.kfAccount === undefined ? {} : { TransInfo: { KfAccount: reply.kfAccount } }),
      }
    case 'transfer_biz_ai_ivr':
      return { MsgType: reply.type }
  }
}

function given(fields: Record<string, string | undefined>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(fields).filter((entry): entry is [string, string] => entry[1] !== undefined),
  )
}
