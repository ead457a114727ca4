/** Markdown that is being written, as WeChat shows it: what can no longer change goes out at once. */
import type { Token, Tokens } from 'marked'
import type { Transform } from '../transform.ts'
import { createParser } from './parser.ts'
import { breaksBehind, renderBlock, renderInline, renderItem, renderRow } from './render.ts'

/** Where it is worth while to look: an end of a sentence, or of a line. */
const STOP = /[。！？!?.；;…\n]/
/** A line that may still become a rule, a fence, a list, or the head of a table. */
const OPEN_LINE = /^\s*(?:[-+*_#>`~=\s\d.)]*|<.*|.*\|.*)$/
/** What may begin a construct whose end has not come. */
const OPENER = /[*_~`[<\\]|!$/
/** The end of a text that may go on: a word, an address, an entity; blanks before a line break. */
const TAIL = /(?:[\x21-\x7e]+| +)$/

export function createMarkdown(): Transform {
  const parse = createParser()
  /** From the first block that is not whole. */
  let source = ''
  /** What has gone out of `source`. */
  let sent = ''
  let looked = 0

  /** Renders blocks that are whole, and takes them away. */
  const take = (tokens: readonly Token[], count: number): string => {
    let out = ''
    for (const [i, token] of tokens.slice(0, count).entries()) {
      out += behind(sent, renderBlock(token) + '\n'.repeat(breaksBehind(token, tokens[i + 1])))
      source = source.slice(token.raw.length)
      sent = ''
    }
    return out
  }
  const look = (): string => {
    const tokens = parse(source)
    const last = tokens.findLastIndex(({ type }) => type !== 'space')
    const out = take(tokens, Math.max(0, last))
    const open = tokens[last]
    const firm = open === undefined ? '' : firmPart(open, parse)
    if (!firm.startsWith(sent)) return out
    const piece = firm.slice(sent.length)
    sent = firm
    return out + piece
  }
  return {
    push: (piece) => {
      source += piece
      if (!STOP.test(piece)) return ''
      // In a long block not at each sentence: the time stays in proportion to the text.
      if (source.length - looked < looked / 8) return ''
      const out = look()
      looked = source.length
      return out
    },
    end: () => {
      const tokens = parse(source.trimEnd())
      const out = take(tokens, tokens.length)
      source = ''
      return out
    },
  }
}

/** What a rendering has behind its part that went out. */
function behind(sent: string, rendered: string): string {
  let common = 0
  while (common < sent.length && sent[common] === rendered[common]) common += 1
  return rendered.slice(common)
}

/** As much of a block that may go on as cannot change any more. */
function firmPart(token: Token, parse: (markdown: string) => readonly Token[]): string {
  switch (token.type) {
    case 'paragraph':
      return firmText(token.raw, parse)
    case 'code':
      return token.raw.slice(0, Math.max(0, token.raw.lastIndexOf('\n')))
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

function firmText(raw: string, parse: (markdown: string) => readonly Token[]): string {
  const lines = raw.split('\n')
  while (lines.length > 0 && OPEN_LINE.test(lines.at(-1) as string)) lines.pop()
  const [block] = parse(lines.join('\n'))
  if (block?.type !== 'paragraph') return ''
  const spans = (block as Tokens.Paragraph).tokens
  let firm = ''
  for (const [i, span] of spans.entries()) {
    const isLast = i === spans.length - 1
    if (span.type !== 'text') {
      if (isLast) break
      firm += renderInline([span])
      continue
    }
    const at = span.raw.search(OPENER)
    const text = at === -1 ? span.raw : span.raw.slice(0, at)
    if (at !== -1 || isLast) return firm + renderText(text.replace(TAIL, ''))
    firm += renderText(text)
  }
  return firm
}

function renderText(raw: string): string {
  return renderInline([{ type: 'text', raw, text: raw }])
}
