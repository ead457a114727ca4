/** The Markdown that models write: GFM by marked, with what Chinese texts need. */
import { Marked, type Token, Tokenizer, type Tokens } from 'marked'

export type Parser = (markdown: string) => readonly Token[]

/**
 * `**标题：**内容` is strong for everybody but CommonMark, which wants a blank behind the mark. CommonMark also looks
 * for the end of each mark in all of the text, which takes seconds where there are many; here the next mark ends it.
 */
const BOTH = /^\*{3}(?=[^\s*])([^*`\n]*)(?<!\s)\*{3}(?!\*)/
const STRONG = /^\*\*(?=[^\s*])((?:[^*`\n]|`[^`\n]*`|\*(?!\*))*?)(?<!\s)\*\*(?!\*(?!\*))/
const EM = /^\*(?![\s*])((?:[^*`\n]|`[^`\n]*`)*)(?<!\s)\*(?!\*)/
/** Not within a word: `snake_case_name`. */
const UNDERSCORED = /^(__?)(?=[^\s_])((?:[^_`\n]|`[^`\n]*`)*)(?<!\s)\1(?![\p{L}\p{N}_])/u
const WORD = /[\p{L}\p{N}_]$/u
/** Where an address ends: a Chinese comma is no part of it. */
const ADDRESS = /^[\x21-\x7e]+/

export function createParser(): Parser {
  const marked = new Marked({
    tokenizer: {
      // A line of dashes below a text is a rule to models, and never makes a heading of it.
      lheading: () => undefined,
      emStrong(src, _masked, before = '') {
        const underscored = WORD.test(before) ? null : UNDERSCORED.exec(src)
        const starred = BOTH.exec(src) ?? STRONG.exec(src) ?? EM.exec(src)
        const [raw, text] = starred ?? underscored?.toSpliced(1, 1) ?? []
        if (raw === undefined || text === undefined) return undefined
        return { type: 'strong', raw, text, tokens: this.lexer.inlineTokens(text) }
      },
      url(src) {
        const [address] = ADDRESS.exec(src) ?? []
        if (address === undefined) return undefined
        return Tokenizer.prototype.url.call(this, address) as Tokens.Link | undefined
      },
    },
  })
  return (markdown) => {
    try {
      return marked.lexer(markdown)
    } catch {
      // Nested too deep for the stack: nobody means that.
      return [{ type: 'text', raw: markdown, text: markdown }]
    }
  }
}
