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

type Fields = Readonly<Record<string, unknown>>

const textAt = (fields: Fields, name: string): string =>
  typeof fields[name] === 'string' ? fields[name] : ''

/** A passive reply. */
export function renderReply(reply: XmlFields, actions: BubbleActions): HTMLElement {
  const type = textAt(reply, 'MsgType')
  // `Image`, `Voice`, `Video` and `Music` have the fields of their type.
  const own = reply[type.replace(/^./, (first) => first.toUpperCase())] ?? reply
  const { item } = (reply.Articles ?? {}) as Fields
  return renderSent(type, { ...(own as Fields), articles: item }, actions)
}

/** A customer-service message. Its fields have the names of a passive reply in another writing: `media_id`. */
export function renderSent(type: string, content: Fields, actions: BubbleActions): HTMLElement {
  const fields = plainNames(content)
  const at = (name: string) => textAt(fields, name)
  const listAt = (name: string) => ([fields[name] ?? []].flat() as Fields[]).map(plainNames)
  const id = at('mediaid')
  const src = mediaUrl(actions.bot, id)
  switch (type) {
    case 'text':
      return bubble(renderText(at('content'), actions))
    case 'image':
      return picture(src, id)
    case 'voice':
      return sound(t('voice'), id, src)
    case 'video':
      return card('play', at('title') || t('video'), at('description'))
    case 'music':
      return linked(
        at('musicurl') || at('hqmusicurl'),
        card('music', at('title') || t('music'), at('description')),
      )
    case 'news':
      return renderNews(listAt('articles'))
    case 'miniprogrampage':
      return card('mini', at('title'), `${t('miniProgram')} · ${at('pagepath')}`)
    case 'msgmenu':
      return renderMenu(fields, listAt('list'), actions)
    default:
      return bubble(`${type} ${JSON.stringify(content)}`)
  }
}

function plainNames(fields: Fields): Fields {
  const entries = Object.entries(fields)
  return Object.fromEntries(
    entries.map(([name, value]) => [name.replaceAll('_', '').toLowerCase(), value]),
  )
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
    const map = h('span', { class: 'map', 'aria-hidden': 'true' })
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

/** A single article is a card. Of several articles the first is large. */
function renderNews([first, ...rest]: readonly Fields[]): HTMLElement {
  if (first === undefined) return bubble('news')
  const pictureAt = (article: Fields, className: string) =>
    textAt(article, 'picurl') !== '' && pictureOf(textAt(article, 'picurl'), className)
  const cover = pictureAt(first, 'cover')
  const below = textAt(first, 'description')
  const lead = h(
    'div',
    { class: `lead${rest.length > 0 && cover ? ' over' : ''}` },
    cover,
    h('strong', {}, textAt(first, 'title')),
    rest.length === 0 && below !== '' && h('p', {}, below),
  )
  const row = (article: Fields) =>
    h('div', { class: 'row' }, h('span', {}, textAt(article, 'title')), pictureAt(article, 'thumb'))
  return h(
    'div',
    { class: 'news' },
    linked(textAt(first, 'url'), lead),
    ...rest.map((article) => linked(textAt(article, 'url'), row(article))),
  )
}

function renderMenu(
  fields: Fields,
  items: readonly Fields[],
  { onSay }: BubbleActions,
): HTMLElement {
  const choices = items.map((item) => {
    const click = () => onSay(textAt(item, 'content'))
    return h('button', { class: 'says', click }, textAt(item, 'content'))
  })
  const head = textAt(fields, 'headcontent')
  return h(
    'div',
    { class: 'bubble choices' },
    head !== '' && h('span', {}, head),
    ...choices,
    textAt(fields, 'tailcontent'),
  )
}

function bubble(...parts: (Node | string)[]): HTMLElement {
  return h('div', { class: 'bubble' }, ...parts)
}

function sound(name: string, below: string, src: string): HTMLElement {
  const unplayable = () => audio.replaceWith(h('small', {}, t('unplayable')))
  const audio = h('audio', { controls: true, error: unplayable })
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
