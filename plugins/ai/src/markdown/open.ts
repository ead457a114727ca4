/** A block that may go on, and the part of it that can no longer change. */
import type { Token, Tokens } from 'marked'
import type { Parser } from './parser.ts'
import { renderInline, renderItem, renderRow } from './render.ts'

/** A line that may still become a rule, a fence, a list, or the head of a table. */
const OPEN_LINE = /^\s*(?:[-+*_#>`~=\s\d.)]*|<.*|.*\|.*)$/
/** Characters that may begin a construct whose end has not come. */
const OPENER = /[*_~`[<\\]|!$/
/** The end of a text that may still go on: a word, an address, an entity, or blanks before a line break. */
const TAIL = /(?:[\x21-\x7e]+|\s+)$/

/** The part of an unfinished block that can no longer change. */
export function firmPart(token: Token, parse: Parser): string {
  switch (token.type) {
    case 'paragraph':
      return firmText(token.raw, parse).shown
    case 'code':
      return wholeLines(token.raw)
    case 'list': {
      const list = token as Tokens.List
      const whole = list.items.slice(0, -1)
      return whole.map((item, i) => `${renderItem(list, item, i)}\n`).join('')
    }
    case 'table': {
      const table = token as Tokens.Table
      return table.rows
        .slice(0, -1)
        .map((row) => `${renderRow(table, row)}\n`)
        .join('')
    }
    default:
      return ''
  }
}

/** @returns the rendered text, and how many characters of `raw` it comes from. */
function firmText(raw: string, parse: Parser): { readonly shown: string; readonly read: number } {
  const lines = raw.split('\n')
  while (lines.length > 0 && OPEN_LINE.test(lines.at(-1) as string)) lines.pop()
  const [block] = parse(lines.join('\n'))
  if (block?.type !== 'paragraph') return { shown: '', read: 0 }
  const spans = (block as Tokens.Paragraph).tokens
  let shown = ''
  let read = 0
  for (const [i, span] of spans.entries()) {
    const isLast = i === spans.length - 1
    if (span.type !== 'text') {
      if (isLast || !isSettled(span)) break
      shown += renderInline([span])
      read += span.raw.length
      continue
    }
    const at = span.raw.search(OPENER)
    const text = at === -1 ? span.raw : span.raw.slice(0, at)
    const firm = at !== -1 || isLast ? text.replace(TAIL, '') : text
    shown += renderText(firm)
    read += firm.length
    if (at !== -1) break
  }
  return { shown, read }
}

/** Whether no later text can change the span. It must hold no code, link or tag that begins without an end. */
function isSettled(span: Token): boolean {
  if (span.type === 'text') return !/[`[<\\]/.test(span.raw)
  return ('tokens' in span ? (span.tokens ?? []) : []).every(isSettled)
}

function renderText(raw: string): string {
  return renderInline([{ type: 'text', raw, text: raw }])
}

/** The lines that are whole. Empty lines at the end do not count until another line follows. */
function wholeLines(text: string): string {
  return text.slice(0, Math.max(0, text.lastIndexOf('\n'))).replace(/\n+$/, '')
}

/**
 * The part of a too long block that must stay when its firm part has gone out, and how much of the stay has gone
 * out. Undefined where no part can stay alone.
 */
export function restOf(
  token: Token,
  parse: Parser,
): { readonly source: string; readonly sent: string } | undefined {
  switch (token.type) {
    case 'paragraph': {
      const { read } = firmText(token.raw, parse)
      return read === 0 ? undefined : { source: token.raw.slice(read), sent: '' }
    }
    case 'code': {
      const [fence] = /^ {0,3}(?:`{3,}|~{3,})[^\n]*/.exec(token.raw) ?? []
      const end = wholeLines(token.raw).length
      if (fence === undefined || end <= fence.length) return undefined
      return { source: fence + token.raw.slice(end), sent: fence }
    }
    case 'list': {
      const { items } = token as Tokens.List
      const last = items.at(-1)
      return items.length > 1 && last !== undefined ? { source: last.raw, sent: '' } : undefined
    }
    case 'table': {
      const [head = '', line = '', ...rows] = token.raw.trimEnd().split('\n')
      const end = token.raw.endsWith('\n') ? '\n' : ''
      if (rows.length < 2) return undefined
      return { source: `${head}\n${line}\n${rows.at(-1)}${end}`, sent: '' }
    }
    default:
      return undefined
  }
}
