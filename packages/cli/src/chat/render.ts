/** What the user would see, as lines of a terminal. */
import type { XmlFields } from '@wechatbot/core'
import type { Seen, SentMessage } from '@wechatbot/simulator'
import { clean } from '../terminal/clean.ts'
import type { Words } from '../words/index.ts'

type ChatWords = Words['chat']

/** The lines of a passive reply. Silence and the outage notice are one line each. */
export function renderSeen(seen: Seen, say: ChatWords): readonly string[] {
  if (seen.type === 'silence') return [say.noReply]
  if (seen.type === 'outage') return [clean(say.outage(seen.why))]
  return renderFields(seen.reply, say)
}

/** The lines of a customer-service message. */
export function renderSent({ msgtype, content }: SentMessage, say: ChatWords): readonly string[] {
  if (msgtype === 'text') return lines(content.content)
  if (msgtype === 'news') {
    const articles = content.articles as readonly Record<string, unknown>[]
    return articles.flatMap(({ title, url }) => article(title, url, say))
  }
  if (msgtype === 'msgmenu') {
    const list = content.list as readonly { readonly content: string }[]
    const answers = list.map((answer) => `· ${answer.content}`)
    return [content.head_content, ...answers, content.tail_content].flatMap(lines)
  }
  return [clean(`[${kindOf(msgtype, say)}] ${Object.values(content).join(' ')}`)]
}

function renderFields(reply: XmlFields, say: ChatWords): readonly string[] {
  const type = String(reply.MsgType)
  if (type === 'text') return lines(reply.Content)
  if (type === 'news') {
    const items = [(reply.Articles as XmlFields).item ?? []].flat() as readonly XmlFields[]
    return items.flatMap(({ Title, Url }) => article(Title, Url, say))
  }
  const { ToUserName: _, FromUserName: __, CreateTime: ___, MsgType: ____, ...rest } = reply
  const said = Object.values(rest).flatMap((value) =>
    typeof value === 'string' ? [value] : Object.values(value),
  )
  return [clean(`[${kindOf(type, say)}] ${said.join(' ')}`).trimEnd()]
}

function article(title: unknown, url: unknown, say: ChatWords): readonly string[] {
  const head = clean(`[${say.kinds.article}] ${String(title)}`)
  return [head, ...(url ? [clean(`       ${String(url)}`)] : [])]
}

function kindOf(type: string, { kinds }: ChatWords): string {
  return Object.hasOwn(kinds, type) ? kinds[type as keyof typeof kinds] : type
}

function lines(text: unknown): readonly string[] {
  return clean(String(text ?? '')).split('\n')
}
