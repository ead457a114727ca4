/** A folder for the files of a spec. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export class Folder {
  readonly path = mkdtempSync(join(tmpdir(), 'wechatbot-sqlite-'))
  #files = 0

  /** Nothing is there yet. */
  newFile(): string {
    this.#files += 1
    return join(this.path, `${this.#files}.db`)
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true })
  }
}
