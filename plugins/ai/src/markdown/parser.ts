/** The Markdown that models write: GFM by marked, adapted to Chinese texts. */
import { Marked, type Token, Tokenizer, type Tokens } from 'marked'

export type Parser = (markdown: string) => readonly Token[]

/**
 * `**标题：**内容` is strong in every renderer except CommonMark, which wants a blank behind the mark. CommonMark also
 * searches the whole text for the end of each mark, which takes seconds when there are many marks. Here the next
 * mark ends it.
 */
const BOTH = /^\*{3}(?=[^\s*])([^*`\n]*)(?<!\s)\*{3}(?!\*)/
const STRONG = /^\*\*(?=[^\s*])((?:[^*`\n]|`[^`\n]*`|\*(?!\*))*?)(?<!\s)\*\*(?!\*(?!\*))/
const EM = /^\*(?![\s*])((?:[^*`\n]|`[^`\n]*`)*)(?<!\s)\*(?!\*)/
/** A mark within a word does not count: `snake_case_name`. */
const UNDERSCORED = /^(__?)(?=[^\s_])((?:[^_`\n]|`[^`\n]*`)*)(?<!\s)\1(?![\p{L}\p{N}_])/u
const WORD = /[\p{L}\p{N}_]$/u
/** The end of an address. A Chinese comma is no part of it. */
const ADDRESS = /^[\x21-\x7e]+/

export function createParser(): Parser {
  const marked = new Marked({
    tokenizer: {
      // A model means a rule by a line of dashes below a text, so the text never becomes a heading.
      lheading: () => undefined,
      // A link may go out before its definition comes, so definitions stay, as text.
      def: () => undefined,
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
      // The text is nested too deeply for the stack. Nobody writes that on purpose, so the text is not parsed.
      return [{ type: 'text', raw: markdown, text: markdown }]
    }
  }
}
