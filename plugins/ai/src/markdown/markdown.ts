/** Turns growing Markdown into text for WeChat. A part goes out as soon as it can no longer change. */
import type { Token } from 'marked'
import type { Transform } from '../transform.ts'
import { firmPart, restOf } from './open.ts'
import { createParser } from './parser.ts'
import { breaksBehind, renderBlock } from './render.ts'

/** The text is looked at after these characters: at the end of a sentence or of a line. */
const STOP = /[。！？!?.；;…\n]/
/**
 * The most characters of an unfinished block. A longer block is not read again and again: some of the parser's time
 * grows with the square of the text. A user could make a model write a text that stops the bot.
 */
const MAX_OPEN = 2000
export function createMarkdown(): Transform {
  const parse = createParser()
  /** The Markdown from the first unfinished block on. */
  let source = ''
  /** The part of the rendered `source` that has gone out. */
  let sent = ''
  let looked = 0

  /** Renders finished blocks and removes them. */
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
    if (open === undefined) return out
    const firm = firmPart(open, parse)
    const isGrown = firm.startsWith(sent)
    const piece = isGrown ? firm.slice(sent.length) : ''
    if (isGrown) sent = firm
    return out + piece + (source.length > MAX_OPEN ? shorten(open, isGrown) : '')
  }
  /**
   * Shortens a block that is too long to the part that its next lines need. Otherwise lets the whole block go out.
   */
  const shorten = (open: Token, isGrown: boolean): string => {
    const next = isGrown ? restOf(open, parse) : undefined
    if (next !== undefined && next.source.length < MAX_OPEN) {
      source = next.source
      sent = next.sent
      return ''
    }
    const out = behind(sent, renderBlock(open)) + (source.endsWith('\n') ? '\n' : '')
    source = ''
    sent = ''
    return out
  }
  const add = (piece: string): string => {
    source += piece
    if (!STOP.test(piece) && source.length <= MAX_OPEN) return ''
    // A long block is not looked at after each sentence, so that the time stays in proportion to the text.
    if (source.length - looked < looked / 8) return ''
    const out = look()
    looked = source.length
    return out
  }
  return {
    push: (piece) => {
      let out = ''
      for (let at = 0; at < piece.length; at += MAX_OPEN) {
        out += add(piece.slice(at, at + MAX_OPEN).replaceAll('\r', ''))
      }
      return out
    },
    end: () => {
      const tokens = parse(source)
      const out = take(tokens, tokens.length).trimEnd()
      source = ''
      return out
    },
  }
}

/** The end of a rendering, behind the part that has gone out. That part may have had other blanks. */
function behind(sent: string, rendered: string): string {
  let at = 0
  for (const character of sent) {
    if (isBlank(character) && rendered[at] !== character) continue
    while (isBlank(rendered[at]) && rendered[at] !== character) at += 1
    if (!rendered.startsWith(character, at)) break
    at += character.length
  }
  return rendered.slice(at)
}

function isBlank(character: string | undefined): boolean {
  return character !== undefined && /\s/.test(character)
}
