/** Translates texts of this process into the other language: the page of `wechatbot dev` may speak it. */

type Room = Readonly<Record<string, unknown>>
type Phrase = (...of: readonly unknown[]) => string

/** A process fails with one text. Texts of an earlier failure are not asked for again. */
const MAX_PHRASES = 500

/** Remembers each phrase that was used, with its counterpart in the other language. */
export class Phrasebook {
  readonly #known = new Map<string, () => string>()

  /**
   * The same words as `room`. What is read of them is remembered with what `other` says in its place. `other` is
   * asked only when a text is translated.
   */
  follow<T extends object>(room: T, other: () => T): T {
    return new Proxy(room, {
      get: (words, name: string) => {
        const word = (words as Room)[name]
        const counterpart = () => (other() as Room)[name]
        if (typeof word === 'string') return this.#remember(word, () => String(counterpart()))
        if (typeof word !== 'function') return word
        return (...of: readonly unknown[]) =>
          this.#remember((word as Phrase)(...of), () => (counterpart() as Phrase)(...of))
      },
    })
  }

  /** The text with each known phrase in the other language. The longest come first: phrases contain others. */
  translate(text: string): string {
    const all = [...this.#known].sort(([a], [b]) => b.length - a.length)
    return all.reduce((rest, [phrase, other]) => rest.replaceAll(phrase, () => other()), text)
  }

  #remember(phrase: string, other: () => string): string {
    if (phrase !== '') {
      this.#known.set(phrase, other)
      const [oldest] = this.#known.keys()
      if (this.#known.size > MAX_PHRASES && oldest !== undefined) this.#known.delete(oldest)
    }
    return phrase
  }
}
