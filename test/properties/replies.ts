/** Replies of every type. */
import fc from 'fast-check'
import type { Article, Reply } from '#core/reply/types.js'
import { oddText } from './fuzz.js'

const short = oddText(8)
const mediaId = fc.stringMatching(/^[\w-]{1,128}$/)
const optional = { title: short, description: short }
const some = <T>(fields: { [K in keyof T]: fc.Arbitrary<T[K]> }, required: (keyof T)[]) =>
  fc.record(fields, { requiredKeys: required })
const article = some<Article>({ title: short, description: short, picUrl: short, url: short }, [
  'title',
])
const rawField = fc.oneof(
  short,
  fc.integer(),
  fc.dictionary(fc.constantFrom('A', 'B'), short, { minKeys: 1 }),
)

/** Every type of reply, each with what WeChat reads in it where its fields are usable. */
export const REPLIES = {
  text: fc
    .record({ type: fc.constant('text'), content: short })
    .map((reply) => [reply, { MsgType: 'text', Content: reply.content }]),
  image: fc
    .record({ type: fc.constant('image'), mediaId })
    .map((reply) => [reply, { MsgType: 'image', Image: { MediaId: reply.mediaId } }]),
  voice: fc
    .record({ type: fc.constant('voice'), mediaId })
    .map((reply) => [reply, { MsgType: 'voice', Voice: { MediaId: reply.mediaId } }]),
  video: some({ type: fc.constant('video'), mediaId, ...optional }, ['type', 'mediaId']).map(
    (reply) => [
      reply,
      {
        MsgType: 'video',
        Video: { MediaId: reply.mediaId, Title: reply.title, Description: reply.description },
      },
    ],
  ),
  music: some(
    {
      type: fc.constant('music'),
      ...optional,
      musicUrl: short,
      hqMusicUrl: short,
      thumbMediaId: mediaId,
    },
    ['type', 'thumbMediaId'],
  ).map((reply) => [
    reply,
    {
      MsgType: 'music',
      Music: {
        Title: reply.title,
        Description: reply.description,
        MusicUrl: reply.musicUrl,
        HQMusicUrl: reply.hqMusicUrl,
        ThumbMediaId: reply.thumbMediaId,
      },
    },
  ]),
  news: fc
    .record({
      type: fc.constant('news'),
      articles: fc.array(article, { minLength: 1, maxLength: 1 }),
    })
    .map((reply) => [
      reply,
      {
        MsgType: 'news',
        ArticleCount: '1',
        Articles: {
          item: {
            Title: reply.articles[0]?.title,
            Description: reply.articles[0]?.description ?? '',
            PicUrl: reply.articles[0]?.picUrl ?? '',
            Url: reply.articles[0]?.url ?? '',
          },
        },
      },
    ]),
  transfer_customer_service: some(
    { type: fc.constant('transfer_customer_service'), kfAccount: short },
    ['type'],
  ).map((reply) => [
    reply,
    {
      MsgType: reply.type,
      TransInfo: reply.kfAccount === undefined ? undefined : { KfAccount: reply.kfAccount },
    },
  ]),
  transfer_biz_ai_ivr: fc.constant([
    { type: 'transfer_biz_ai_ivr' },
    { MsgType: 'transfer_biz_ai_ivr' },
  ]),
  none: fc.constant([{ type: 'none' }, undefined]),
  raw: fc
    .tuple(fc.constantFrom('device_text', 'anything'), rawField, rawField)
    .map(([MsgType, One, Two]) => [
      { type: 'raw', fields: { MsgType, One, Two } },
      { MsgType, One, Two },
    ]),
} as unknown as Record<Reply['type'], fc.Arbitrary<[Reply, Record<string, unknown> | undefined]>>
