/**
 * Tells when code or configuration has changed: folder by folder, since what is watched recursively
 * would bring node_modules with it. Other files (rules, texts) are the plugins' own to read again.
 */
import { type FSWatcher, readdirSync, watch } from 'node:fs'
import { basename, dirname, join, relative, resolve } from 'node:path'
import { SEARCH_PLACES } from '../config/find.ts'

const CODE = /\.[cm]?[jt]s$/
const NO_CODE = /\.(d\.[cm]?ts|(spec|test)\.[cm]?[jt]s)$/
const LEFT_OUT = /^(\.|node_modules$|coverage$)/
/** An editor writes a file in several steps, a compiler many files. */
const SETTLE_MS = 150
/** Whoever starts it in their home directory does not want all of it watched. */
const MAX_FOLDERS = 2000

export class Changes {
  readonly #onChange: (file: string) => void
  readonly #base: string
  readonly #watchers = new Map<string, FSWatcher>()
  /** What the config file is called, besides the usual names. */
  readonly #configName: string | undefined
  #timer: NodeJS.Timeout | undefined

  /** @param file the config file, if it was named */
  constructor(base: string, file: string | undefined, onChange: (file: string) => void) {
    this.#base = base
    this.#configName = file === undefined ? undefined : basename(file)
    this.#onChange = onChange
    this.watch(base)
  }

  /** A folder and what is in it; nothing if it is watched already. */
  watch(folder: string): void {
    if (this.#watchers.has(folder) || this.#watchers.size >= MAX_FOLDERS) return
    try {
      const watcher = watch(folder, (_, name) => this.#changed(folder, name))
      watcher.on('error', () => this.#forget(folder))
      this.#watchers.set(folder, watcher)
      for (const entry of readdirSync(folder, { withFileTypes: true })) {
        if (entry.isDirectory() && !LEFT_OUT.test(entry.name)) this.watch(join(folder, entry.name))
      }
    } catch {
      // Gone in the meantime, or not ours to read.
      this.#forget(folder)
    }
  }

  close(): void {
    clearTimeout(this.#timer)
    for (const watcher of this.#watchers.values()) watcher.close()
  }

  #changed(folder: string, name: string | null): void {
    if (name === null) return
    const isCode = CODE.test(name) && !NO_CODE.test(name)
    if (!isCode && !this.#isConfig(name)) {
      // A new folder brings new files.
      if (!name.includes('.') && !LEFT_OUT.test(name)) this.watch(join(folder, name))
      return
    }
    clearTimeout(this.#timer)
    const file = relative(this.#base, join(folder, name))
    this.#timer = setTimeout(() => this.#onChange(file), SETTLE_MS)
  }

  #isConfig(name: string): boolean {
    return name === '.env' || name === this.#configName || SEARCH_PLACES.includes(name)
  }

  #forget(folder: string): void {
    this.#watchers.get(folder)?.close()
    this.#watchers.delete(folder)
  }
}

/** Where the config file is, or is looked for. */
export function baseOf(cwd: string, file: string | undefined): string {
  return file === undefined ? cwd : dirname(resolve(cwd, file))
}
