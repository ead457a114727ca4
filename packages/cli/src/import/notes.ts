/** What an import cannot carry over, said beside what it does. */
import { words } from '../words/index.ts'

const { importConsole: say } = words

export class Notes {
  readonly #lines: string[] = []

  get lines(): readonly string[] {
    return this.#lines
  }

  /** @param where what it is about, such as a rule. */
  add(where: string, text: string): void {
    // In the file it would be the beginning of a variable.
    this.#lines.push(say.note(where, text).replaceAll('${', '$ {'))
  }
}
