/** Markdown as WeChat shows it: text with line breaks, and links as `<a href>`. No other marks remain. */
import type { Token, Tokens } from 'marked'

/** The addresses that a link may have. Of any other link only the text stays. */
const LINKS = /^(https?:|weixin:|tel:|mailto:)/i
/** Tags that only change the look of a text. Any other text in angle brackets stays: it may be code. */
const LOOKS =
  /^<\/?(?:b|strong|i|em|u|s|del|ins|mark|small|big|sub|sup|span|font|center|div|p|details|summary|ul|ol|h[1-6])(?:\s[^>]*)?>/i
const BREAK = /^<(?:br|hr|li)\b[^>]*>/i
const ENTITIES: Readonly<Record<string, string>> = {
  '&nbsp;': ' ',
  '&amp;': '&',
  '&quot;': '"',
  '&#39;': "'",
}
const RULE = '──────────'

/** A block without the line breaks behind it. A block that is nested too deeply for the stack keeps its Markdown. */
export function renderBlock(token: Token): string {
  try {
    return rendered(token)
  } catch {
    return token.raw
  }
}

function rendered(token: Token): string {
  switch (token.type) {
    case 'space':
      return ''
    case 'heading':
      return inHeading(renderInline((token as Tokens.Heading).tokens))
    case 'hr':
      return RULE
    case 'code':
      return token.raw.replace(/\n+$/, '')
    case 'blockquote':
      return renderBlocks((token as Tokens.Blockquote).tokens)
    case 'list':
      return renderList(token as Tokens.List)
    case 'table':
      return renderTable(token as Tokens.Table)
    case 'html':
      return withoutLooks(token.raw).replace(/\n+$/, '')
    default:
      return 'tokens' in token && token.tokens ? renderInline(token.tokens) : textOf(token.raw)
  }
}

/** Blocks with at most one empty line between two. */
function renderBlocks(tokens: readonly Token[]): string {
  let all = ''
  for (const [i, token] of tokens.entries()) {
    all += rendered(token) + '\n'.repeat(breaksBehind(token, tokens[i + 1]))
  }
  return all.trimEnd()
}

/** The number of line breaks between a block and the next one: as in the source, two at the most. */
export function breaksBehind(token: Token, next: Token | undefined): number {
  const behind = token.type === 'space' ? 0 : breaksAtEnd(token.raw)
  const room = next?.type === 'space' ? breaksAtEnd(next.raw) : 0
  return token.type === 'space' ? 0 : Math.min(2, behind + room)
}

export function renderInline(tokens: readonly Token[]): string {
  return tokens.map(renderSpan).join('')
}

function renderSpan(token: Token): string {
  switch (token.type) {
    case 'strong':
    case 'em':
    case 'del':
      return renderInline((token as Tokens.Strong).tokens)
    case 'codespan':
      return token.raw
    case 'br':
      return '\n'
    case 'escape':
      return (token as Tokens.Escape).text
    case 'checkbox':
      return (token as { checked?: boolean }).checked ? '☑ ' : '☐ '
    case 'link':
      return renderLink(token as Tokens.Link)
    case 'image':
      return linked((token as Tokens.Image).href, `[图片]${(token as Tokens.Image).text}`)
    case 'html':
      return withoutLooks(token.raw)
    default:
      return 'tokens' in token && token.tokens ? renderInline(token.tokens) : textOf(token.raw)
  }
}

/** WeChat makes a link of a bare address by itself, so the address gets no link here. */
function renderLink({ href, raw, text, tokens }: Tokens.Link): string {
  if (href === raw || text === href || `mailto:${text}` === href) return text
  return linked(href, renderInline(tokens))
}

function linked(href: string, text: string): string {
  if (!LINKS.test(href)) return text
  return `<a href="${href.replace(/["<>\s]/g, encodeURIComponent)}">${text}</a>`
}

function inHeading(text: string): string {
  return /^【.*】$/s.test(text) ? text : `【${text}】`
}

function renderList(list: Tokens.List): string {
  return list.items.map((item, i) => renderItem(list, item, i)).join('\n')
}

/** A list item as one line, with its other content indented below. */
export function renderItem(list: Tokens.List, item: Tokens.ListItem, index: number): string {
  const mark = list.ordered ? `${Number(list.start || 1) + index}. ` : '• '
  const [head = '', ...rest] = item.tokens.reduce(joined, '').trim().split('\n')
  return [mark + head, ...rest.map((line) => (line === '' ? '' : `  ${line}`))].join('\n')
}

function joined(before: string, token: Token): string {
  if (token.type === 'space') return before
  if (token.type === 'checkbox') return before + renderSpan(token)
  const isBelow = before !== '' && !/[☑☐] $/.test(before)
  return `${before}${isBelow ? '\n' : ''}${rendered(token)}`
}

function renderTable(table: Tokens.Table): string {
  if (table.rows.length === 0) return table.header.map(cellText).join('｜')
  return table.rows.map((row) => renderRow(table, row)).join('\n')
}

/** `城市：北京；气温：3℃`: a row can be read without the heading of its table. */
export function renderRow(table: Tokens.Table, row: readonly Tokens.TableCell[]): string {
  return row
    .map((cell, i) => {
      const head = table.header[i]
      const name = head === undefined ? '' : cellText(head)
      return name === '' ? cellText(cell) : `${name}：${cellText(cell)}`
    })
    .join('；')
}

function cellText(cell: Tokens.TableCell): string {
  return renderInline(cell.tokens).trim()
}

/** Removes comments, and tags for looks. `<a href>` and WeChat's links to mini programs stay. */
function withoutLooks(html: string): string {
  return html.replace(/<!--.*?-->|<[^>]*>/gs, (tag) => {
    if (tag.startsWith('<!--')) return ''
    if (BREAK.test(tag)) return '\n'
    return LOOKS.test(tag) ? '' : tag
  })
}

function textOf(raw: string): string {
  return raw.replace(/&(?:nbsp|amp|quot|#39);/g, (entity) => ENTITIES[entity] ?? entity)
}

function breaksAtEnd(raw: string): number {
  return /\n*$/.exec(raw)?.[0].length ?? 0
}
