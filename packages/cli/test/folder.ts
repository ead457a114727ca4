/** A folder of its own for a spec, outside the repository. */
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

export const ROOT = join(import.meta.dirname, '../../../..')

export class Folder {
  readonly path = mkdtempSync(join(tmpdir(), 'wechatbot-'))

  write(file: string, text: string): string {
    const path = join(this.path, file)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, text)
    return path
  }

  /** Makes a package of the repository resolvable from here, as npm link does. */
  link(name: string, from: string): void {
    const path = join(this.path, 'node_modules', name)
    mkdirSync(dirname(path), { recursive: true })
    symlinkSync(join(ROOT, from), path)
  }

  /** Installs a folder of the repository as a package. */
  install(name: string, from: string): void {
    cpSync(join(ROOT, from), join(this.path, 'node_modules', name), { recursive: true })
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true })
  }
}
