/** Messages as WeChat shows them: messages of the user, replies, and later messages. */
import type { XmlFields } from '@wechatbot/core'
import { h } from './element.js'
import { type Icon, icon } from './icons.js'
import { isWeb, renderText, type TextActions, webLink } from './text.js'
import { t } from './words.js'

export interface BubbleActions extends TextActions {
  /** The name of the bot whose pictures are shown. */
  readonly bot: string
}

/** One kind of content. Passive replies and customer-service messages are both turned into these kinds. */
type Content =
  | { readonly type: 'text'; readonly content: string }
  | { readonly type: 'image' | 'voice'; readonly mediaId: string; readonly url?: string }
  | {
      readonly type: 'video' | 'music'
      readonly title: string
      readonly description: string
      readonly url: string
    }
  | { readonly type: 'news'; readonly articles: readonly Article[] }
  | { readonly type: 'mini'; readonly title: string; readonly path: string }
  | {
      readonly type: 'menu'
      readonly head: string
      readonly tail: string
      readonly items: readonly string[]
    }
  | { readonly type: 'other'; readonly text: string }

interface Article {
  readonly title: string
  readonly description: string
  readonly picUrl: string
  readonly url: string
}

type Fields = Readonly<Record<string, unknown>>

const textAt = (fields: Fields, ...names: readonly string[]): string => {
  const name = names.find((it) => typeof fields[it] === 'string')
  return name === undefined ? '' : String(fields[name])
}
const fieldsAt = (fields: Fields, name: string): Fields => (fields[name] ?? {}) as Fields

/** A passive reply. */
export function renderReply(reply: XmlFields, actions: BubbleActions): HTMLElement {
  return render(contentOfReply(reply), actions)
}

/** A customer-service message. */
export function renderSent(type: string, content: Fields, actions: BubbleActions): HTMLElement {
  return render(contentOfSent(type, content), actions)
}

/** The message or action of the user. */
export function renderPush(kind: string, fields: XmlFields, actions: BubbleActions): HTMLElement {
  const at = (name: string) => textAt(fields, name)
  if (kind === 'text') return bubble(renderText(at('Content'), actions))
  // A picture of this machine has the address for the bot. The page loads it under its own.
  if (kind === 'image') return picture(at('PicUrl').replace(/^.*\/playground\/media/, 'media'))
  if (kind === 'voice') {
    return sound('3″', at('Recognition'), mediaUrl(actions.bot, at('MediaId')))
  }
  if (kind === 'video' || kind === 'shortvideo') return card('play', t('video'), at('MediaId'))
  if (kind === 'location') {
    const map = h('span', { class: 'map', attributes: { 'aria-hidden': 'true' } })
    map.style.setProperty('--turn', `${Math.round(Number(at('Location_X')) * 997) % 180}deg`)
    const place = card(
      'location',
      at('Label') || t('location'),
      `${at('Location_X')}, ${at('Location_Y')}`,
    )
    place.append(map)
    return place
  }
  if (kind === 'link') return card('link', at('Title'), at('Description') || at('Url'))
  return h('div', { class: 'notice' }, noticeOf(kind, at('EventKey')))
}

/** Whether the message is shown as an event, and not as something that the user said. */
export function isNotice(kind: string): boolean {
  return kind.startsWith('event:')
}

export function noticeOf(kind: string, key: string): string {
  const what: Readonly<Record<string, string>> = {
    'event:subscribe': t('followed'),
    'event:unsubscribe': t('unfollowed'),
    'event:SCAN': t('scanned'),
    'event:CLICK': t('clicked'),
    'event:VIEW': t('viewed'),
  }
  return [what[kind] ?? kind, key.replace(/^qrscene_/, '')].filter(Boolean).join(' · ')
}

function contentOfReply(reply: XmlFields): Content {
  const type = textAt(reply, 'MsgType')
  const image = fieldsAt(reply, 'Image')
  const voice = fieldsAt(reply, 'Voice')
  const media = fieldsAt(reply, type === 'music' ? 'Music' : 'Video')
  const title = textAt(media, 'Title')
  const description = textAt(media, 'Description')
  if (type === 'text') return { type, content: textAt(reply, 'Content') }
  if (type === 'image') return { type, mediaId: textAt(image, 'MediaId') }
  if (type === 'voice') return { type, mediaId: textAt(voice, 'MediaId') }
  if (type === 'video') return { type, title, description, url: '' }
  if (type === 'music') {
    return { type, title, description, url: textAt(media, 'MusicUrl', 'HQMusicUrl') }
  }
  if (type === 'news') {
    const items = [fieldsAt(reply, 'Articles').item ?? []].flat() as Fields[]
    return { type, articles: items.map(articleOf) }
  }
  return { type: 'other', text: type }
}

function contentOfSent(type: string, content: Fields): Content {
  const title = textAt(content, 'title')
  const description = textAt(content, 'description')
  if (type === 'text') return { type, content: textAt(content, 'content') }
  if (type === 'image' || type === 'voice') return { type, mediaId: textAt(content, 'media_id') }
  if (type === 'video') return { type, title, description, url: '' }
  if (type === 'music') return { type, title, description, url: textAt(content, 'musicurl') }
  if (type === 'news') {
    return { type, articles: ((content.articles ?? []) as Fields[]).map(articleOf) }
  }
  if (type === 'miniprogrampage') {
    return { type: 'mini', title, path: textAt(content, 'pagepath') }
  }
  if (type === 'msgmenu') {
    const items = ((content.list ?? []) as Fields[]).map((item) => textAt(item, 'content'))
    const head = textAt(content, 'head_content')
    return { type: 'menu', head, tail: textAt(content, 'tail_content'), items }
  }
  return { type: 'other', text: `${type} ${JSON.stringify(content)}` }
}

function articleOf(fields: Fields): Article {
  return {
    title: textAt(fields, 'Title', 'title'),
    description: textAt(fields, 'Description', 'description'),
    picUrl: textAt(fields, 'PicUrl', 'picurl'),
    url: textAt(fields, 'Url', 'url'),
  }
}

function render(content: Content, actions: BubbleActions): HTMLElement {
  switch (content.type) {
    case 'text':
      return bubble(renderText(content.content, actions))
    case 'image':
      return picture(mediaUrl(actions.bot, content.mediaId), content.mediaId)
    case 'voice':
      return sound(t('voice'), content.mediaId, mediaUrl(actions.bot, content.mediaId))
    case 'video':
      return card('play', content.title || t('video'), content.description)
    case 'music':
      return linked(content.url, card('music', content.title || t('music'), content.description))
    case 'news':
      return renderNews(content.articles)
    case 'mini':
      return card('mini', content.title, `${t('miniProgram')} · ${content.path}`)
    case 'menu':
      return renderMenu(content, actions)
    case 'other':
      return bubble(content.text)
  }
}

/** A single article is a card. Of several articles the first is large. */
function renderNews(articles: readonly Article[]): HTMLElement {
  const [first, ...rest] = articles
  if (first === undefined) return bubble('news')
  const cover = first.picUrl === '' ? false : pictureOf(first.picUrl, 'cover')
  const lead = h(
    'div',
    { class: `lead${rest.length > 0 && cover ? ' over' : ''}` },
    cover,
    h('strong', {}, first.title),
    rest.length === 0 && first.description !== '' && h('p', {}, first.description),
  )
  return h(
    'div',
    { class: 'news' },
    linked(first.url, lead),
    ...rest.map((article) => {
      const thumb = article.picUrl === '' ? false : pictureOf(article.picUrl, 'thumb')
      return linked(article.url, h('div', { class: 'row' }, h('span', {}, article.title), thumb))
    }),
  )
}

function renderMenu(
  { head, tail, items }: Extract<Content, { type: 'menu' }>,
  { onSay }: BubbleActions,
): HTMLElement {
  const choices = items.map((item) =>
    h('button', { class: 'says', type: 'button', on: { click: () => onSay(item) } }, item),
  )
  return h('div', { class: 'bubble choices' }, head && h('span', {}, head), ...choices, tail)
}

function bubble(...parts: (Node | string)[]): HTMLElement {
  return h('div', { class: 'bubble' }, ...parts)
}

function sound(name: string, below: string, src: string): HTMLElement {
  const unplayable = () => audio.replaceWith(h('small', {}, t('unplayable')))
  const audio = h('audio', { controls: true, on: { error: unplayable } })
  // A sample is a name without a sound.
  const hasSound = !src.includes('id=sample-')
  if (hasSound) audio.src = src
  return h(
    'div',
    { class: 'bubble voice' },
    h('span', {}, icon('sound'), name),
    below !== '' && h('small', {}, below),
    hasSound && audio,
  )
}

function card(sign: Icon, title: string, below: string): HTMLElement {
  return h(
    'div',
    { class: `card ${sign}` },
    h('span', { class: 'icon' }, icon(sign)),
    h('span', {}, h('strong', {}, title), h('small', {}, below)),
  )
}

function linked(url: string, element: HTMLElement): HTMLElement {
  if (!isWeb(url)) return element
  const link = webLink(url, element)
  link.className = 'block'
  return link
}

function picture(url: string, name = url): HTMLElement {
  return h('div', { class: 'picture' }, pictureOf(url, 'photo', name))
}

/** A picture that cannot be loaded is replaced by its name: sample URLs lead nowhere, and a laptop may be offline. */
function pictureOf(src: string, className: string, name = src): HTMLElement {
  const below = className === 'photo' && h('small', {}, name)
  const instead = () =>
    h('span', { class: `${className} missing`, title: name }, icon('image'), below || '')
  if (!URL.canParse(src, location.href)) return instead()
  if (!isWeb(new URL(src, location.href).href)) return instead()
  const image = h('img', { class: className, src, alt: name })
  image.referrerPolicy = 'no-referrer'
  image.addEventListener('error', () => image.replaceWith(instead()))
  return image
}

function mediaUrl(bot: string, id: string): string {
  return `media?${new URLSearchParams({ bot, id })}`
}
