/** A text as WeChat shows it: line breaks, `<a>` links, menu links, and bare addresses. */
import { h } from './element.js'

/**
 * WeChat knows `<a href>` with a web address, with `weixin://bizmsgmenu?msgmenucontent=...` (a tap sends the text),
 * and with `data-miniprogram-appid`. It shows any other markup as text.
 */
const LINK = /<a\s([^<>]*)>([^<]*)<\/a>|https?:\/\/[\w\-./?%&=#~:@!$'()*+,;]+/gi
const ATTRIBUTE = /([\w-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g

export interface TextActions {
  /** Called with the text of a menu link when the user taps it. */
  readonly onSay: (content: string) => void
}

export function renderText(content: string, { onSay }: TextActions): HTMLElement {
  const element = h('span', { class: 'text' })
  let end = 0
  for (const match of content.matchAll(LINK)) {
    element.append(content.slice(end, match.index))
    end = match.index + match[0].length
    element.append(
      match[1] === undefined
        ? webLink(match[0], match[0])
        : anchor(attributesOf(match[1]), match[2] ?? '', match[0], onSay),
    )
  }
  element.append(content.slice(end))
  return element
}

export function webLink(href: string, ...text: (Node | string)[]): HTMLElement {
  const link = h('a', { href }, ...text)
  link.target = '_blank'
  link.rel = 'noreferrer noopener'
  return link
}

/** Whether a browser may open the address: it must run no code and show no file of this machine. */
export function isWeb(url: string): boolean {
  return /^https?:\/\//i.test(url) && URL.canParse(url)
}

function anchor(
  attributes: ReadonlyMap<string, string>,
  text: string,
  source: string,
  onSay: (content: string) => void,
): Node | string {
  const href = attributes.get('href') ?? ''
  const said = menuText(href)
  if (said !== undefined) {
    return h('button', { class: 'says', click: () => onSay(said) }, text)
  }
  const app = attributes.get('data-miniprogram-appid')
  if (app !== undefined) {
    const path = attributes.get('data-miniprogram-path') ?? ''
    return h('span', { class: 'mini', title: `${app} ${path}` }, text)
  }
  return isWeb(href) ? webLink(href, text) : source
}

function menuText(href: string): string | undefined {
  if (!/^weixin:\/\/bizmsgmenu\?/i.test(href)) return undefined
  return new URLSearchParams(href.slice(href.indexOf('?'))).get('msgmenucontent') ?? undefined
}

function attributesOf(text: string): ReadonlyMap<string, string> {
  return new Map(
    [...text.matchAll(ATTRIBUTE)].map((it) => [(it[1] ?? '').toLowerCase(), it[2] ?? it[3] ?? '']),
  )
}
