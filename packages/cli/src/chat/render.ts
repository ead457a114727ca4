/** What the user would see, as lines of a terminal. */
import type { XmlFields } from '@wechatbot/core'
import type { Seen, SentMessage } from '@wechatbot/simulator'
import { clean } from '../terminal/clean.ts'
import { words } from '../words/index.ts'

/** The lines of a passive reply; one for silence and for the outage notice. */
export function renderSeen(seen: Seen): readonly string[] {
  if (seen.type === 'silence') return [words.chat.noReply]
  if (seen.type === 'outage') return [clean(`该公众号暂时无法提供服务，请稍后再试 (${seen.why})`)]
  return renderFields(seen.reply)
}

/** The lines of a customer-service message. */
export function renderSent({ msgtype, content }: SentMessage): readonly string[] {
  if (msgtype === 'text') return lines(content.content)
  if (msgtype === 'news') {
    const articles = content.articles as readonly Record<string, unknown>[]
    return articles.flatMap(({ title, url }) => article(title, url))
  }
  if (msgtype === 'msgmenu') {
    const list = content.list as readonly { readonly content: string }[]
    const answers = list.map((answer) => `· ${answer.content}`)
    return [content.head_content, ...answers, content.tail_content].flatMap(lines)
  }
  return [`[${msgtype}] ${clean(Object.values(content).join(' '))}`]
}

const NAMES: Readonly<Record<string, string>> = {
  image: '图片',
  voice: '语音',
  video: '视频',
  music: '音乐',
  transfer_customer_service: '转人工客服',
}

function renderFields(reply: XmlFields): readonly string[] {
  const type = String(reply.MsgType)
  if (type === 'text') return lines(reply.Content)
  if (type === 'news') {
    const items = [(reply.Articles as XmlFields).item ?? []].flat() as readonly XmlFields[]
    return items.flatMap(({ Title, Url }) => article(Title, Url))
  }
  const { ToUserName: _, FromUserName: __, CreateTime: ___, MsgType: ____, ...rest } = reply
  const said = Object.values(rest).flatMap((value) =>
    typeof value === 'string' ? [value] : Object.values(value),
  )
  return [clean(`[${NAMES[type] ?? type}] ${said.join(' ')}`).trimEnd()]
}

function article(title: unknown, url: unknown): readonly string[] {
  return [clean(`[图文] ${String(title)}`), ...(url ? [clean(`       ${String(url)}`)] : [])]
}

function lines(text: unknown): readonly string[] {
  return clean(String(text ?? '')).split('\n')
}
