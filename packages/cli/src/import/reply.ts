/** Turns one reply of the console (自动回复) into a reply of a bot. */
import { type Article, type Reply, toWrittenReply } from '@wechatbot/core'
import { words } from '../words/index.ts'
import { type Fields, fieldsIn, innerList, textIn } from './answer.ts'
import type { Notes } from './notes.ts'

const { importConsole: say } = words

/** A reply in the form of a configuration. */
export type ImportedReply = string | Reply

/** The place of a reply, and what WeChat allows in that place. */
export interface Place {
  readonly name: string
  /** The largest number of articles. */
  readonly articles: number
  readonly notes: Notes
}

/** Types of a reply that is a media id, by all names that WeChat gives them. */
const MEDIA: Readonly<Record<string, 'image' | 'voice'>> = {
  img: 'image',
  image: 'image',
  photo: 'image',
  voice: 'voice',
}

/** Undefined for content that no reply can have. Then a note says so. */
export function importReply(raw: Fields, place: Place): ImportedReply | undefined {
  const reply = convert(raw, place)
  if (reply === undefined) return undefined
  try {
    toWrittenReply(reply)
    return reply
  } catch (error) {
    place.notes.add(place.name, say.refused((error as Error).message))
    return undefined
  }
}

function convert(raw: Fields, { name, articles: most, notes }: Place): ImportedReply | undefined {
  const type = textIn(raw, 'type')
  const value = contentOf(raw)
  if (type === 'text') return value
  const media = MEDIA[type]
  if (media !== undefined) {
    notes.add(name, say.temporary(say.media(media, value)))
    return { type: media, mediaId: value }
  }
  if (type === 'video') {
    notes.add(name, say.video(value))
    return undefined
  }
  if (type !== 'news') {
    notes.add(name, say.unknownReply(type))
    return undefined
  }
  const articles = articlesOf(raw)
  const left = articles.slice(most).map(({ title }) => title)
  if (left.length > 0) notes.add(name, say.oneArticle(left))
  return { type: 'news', articles: articles.slice(0, most) }
}

function articlesOf(raw: Fields): readonly Article[] {
  return innerList(fieldsIn(raw).news_info).map((article) => {
    const fields = {
      description: textIn(article, 'digest'),
      picUrl: textIn(article, 'cover_url'),
      url: textIn(article, 'content_url') || textIn(article, 'source_url'),
    }
    const given = Object.entries(fields).filter(([, text]) => text !== '')
    return { title: textIn(article, 'title'), ...Object.fromEntries(given) }
  })
}

/** Describes a reply that is left out, for people. */
export function describeReply(raw: Fields): string {
  const type = textIn(raw, 'type')
  if (type === 'text') return say.text(contentOf(raw))
  if (type === 'news') return say.articles(articlesOf(raw).map(({ title }) => title))
  return say.media(MEDIA[type] ?? type, contentOf(raw))
}

/** The content, which rules have as `content` and buttons as `value`. */
function contentOf(raw: Fields): string {
  return textIn(raw, 'content') || textIn(raw, 'value')
}
