/** What a call of the command has written so far, and the wait for what it writes next. */
import { EventEmitter, once } from 'node:events'

/** A machine may be busy; what has not come by then never comes. */
const PATIENCE_MS = 60_000

export class Heard {
  #text = ''
  #isOver = false
  readonly #news = new EventEmitter()

  /** Standard output and standard error, in the order they came. */
  get text(): string {
    return this.#text
  }

  add(text: string): void {
    this.#text += text
    this.#news.emit('more')
  }

  /** Nothing comes any more. */
  end(): void {
    this.#isOver = true
    this.#news.emit('more')
  }

  /**
   * Resolves to the place behind `what`, which stands at `from` or later.
   * @throws Error with the whole text when the end, or a minute, comes first.
   */
  async until(what: string | RegExp, from = 0): Promise<number> {
    const late = AbortSignal.timeout(PATIENCE_MS)
    const place = () => {
      const rest = this.#text.slice(from)
      const [found] = typeof what === 'string' ? [what] : (what.exec(rest) ?? [])
      const at = found === undefined ? -1 : rest.indexOf(found)
      return at < 0 ? undefined : from + at + (found as string).length
    }
    for (;;) {
      const found = place()
      if (found !== undefined) return found
      if (this.#isOver) throw new Error(`expected ${what}, got the end after:\n${this.#text}`)
      if (late.aborted) throw new Error(`expected ${what} within 60 s, got:\n${this.#text}`)
      await once(this.#news, 'more', { signal: late }).catch(() => {})
    }
  }
}
