/** Notes on settings that an import cannot carry over. */
import { words } from '../words/index.ts'

const { importConsole: say } = words

export class Notes {
  readonly #lines: string[] = []

  get lines(): readonly string[] {
    return this.#lines
  }

  /** @param where the setting that the note is about, such as a rule. */
  add(where: string, text: string): void {
    this.#lines.push(say.note(where, text))
  }
}
