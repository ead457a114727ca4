/** The Markdown that models write: GFM by marked, with what Chinese texts need. */
import { Marked, type Token, Tokenizer, type Tokens } from 'marked'

export type Parser = (markdown: string) => readonly Token[]

/** `**标题：**内容` is strong for everybody but CommonMark, which wants a blank behind the mark. */
const STRONG = /^\*\*(?=\S)([^*\n]*[^*\s])\*\*/
/** Where an address ends: a Chinese comma is no part of it. */
const ADDRESS = /^[\x21-\x7e]+/

export function createParser(): Parser {
  const marked = new Marked({
    tokenizer: {
      // A line of dashes below a text is a rule to models, and never makes a heading of it.
      lheading: () => undefined,
      emStrong(src) {
        const [raw, text] = STRONG.exec(src) ?? []
        if (raw === undefined || text === undefined) return false
        return { type: 'strong', raw, text, tokens: this.lexer.inlineTokens(text) }
      },
      url(src) {
        const [address] = ADDRESS.exec(src) ?? []
        if (address === undefined) return undefined
        return Tokenizer.prototype.url.call(this, address) as Tokens.Link | undefined
      },
    },
  })
  return (markdown) => marked.lexer(markdown)
}
