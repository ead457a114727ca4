/** Markdown that is being written, as WeChat shows it: what can no longer change goes out at once. */
import type { Token } from 'marked'
import type { Transform } from '../transform.ts'
import { firmPart, restOf } from './open.ts'
import { createParser } from './parser.ts'
import { breaksBehind, renderBlock } from './render.ts'

/** Where it is worth while to look: an end of a sentence, or of a line. */
const STOP = /[。！？!?.；;…\n]/
/**
 * Characters of a block that is not whole. A longer one is not read again and again: some of the parser's time
 * grows with the square of its text, and what a user makes a model write must not stop the bot.
 */
const MAX_OPEN = 2000
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
    if (open === undefined) return out
    const firm = firmPart(open, parse)
    const isGrown = firm.startsWith(sent)
    const piece = isGrown ? firm.slice(sent.length) : ''
    if (isGrown) sent = firm
    return out + piece + (source.length > MAX_OPEN ? shorten(open, isGrown) : '')
  }
  /** Leaves of a block that is too long what its next lines need; else lets it go as it is. */
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
    // In a long block not at each sentence: the time stays in proportion to the text.
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

/** What a rendering has behind its part that went out, which may have had other blanks. */
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
