/**
 * Tells when code or configuration has changed: folder by folder, since what is watched recursively
 * would bring node_modules with it. Other files (rules, texts) are the plugins' own to read again.
 */
import { readdirSync } from 'node:fs'
import { basename, dirname, join, relative, resolve, sep } from 'node:path'
import type { Clock, Timer } from '@wechatbot/core'
import { SEARCH_PLACES } from '../config/read.ts'

const CODE = /\.[cm]?[jt]s$/
const NO_CODE = /\.(d\.[cm]?ts|(spec|test)\.[cm]?[jt]s)$/
const LEFT_OUT = /^(\.|node_modules$|coverage$)/
/** An editor writes a file in several steps, a compiler many files. */
const SETTLE_MS = 150
/** A home directory has more folders than a project, and need not be watched as a whole. */
const MAX_FOLDERS = 2000

/** One folder under watch, as `fs.watch` returns it. */
export interface Watched {
  close(): void
  on(event: 'error', onError: () => void): unknown
}

export interface ChangesOptions {
  /** The folder of the config file. */
  readonly base: string
  /** The config file, if it was named. */
  readonly file: string | undefined
  /** Is told the last of several files that change together, relative to `base`. */
  readonly onChange: (file: string) => void
  /** `fs.watch`: tells the names of what comes, goes or changes right inside a folder. */
  readonly watchFolder: (
    folder: string,
    onEvent: (event: string, name: string | null) => void,
  ) => Watched
  readonly clock: Clock
}

export class Changes {
  readonly #options: ChangesOptions
  readonly #watched = new Map<string, Watched>()
  /** What the config file is called, besides the usual names. */
  readonly #configName: string | undefined
  #timer: Timer

  constructor(options: ChangesOptions) {
    this.#options = options
    this.#configName = options.file === undefined ? undefined : basename(options.file)
    this.watch(options.base)
  }

  /** A folder and what is in it; nothing if it is watched already. */
  watch(folder: string): void {
    this.#enter(folder, () => {})
  }

  close(): void {
    this.#options.clock.clearTimeout(this.#timer)
    for (const watched of this.#watched.values()) watched.close()
  }

  #enter(folder: string, onCode: (path: string) => void): void {
    if (this.#watched.has(folder) || this.#watched.size >= MAX_FOLDERS) return
    try {
      const watched = this.#options.watchFolder(folder, (_, name) => this.#seen(folder, name))
      watched.on('error', () => this.#forget(folder))
      this.#watched.set(folder, watched)
      for (const entry of readdirSync(folder, { withFileTypes: true })) {
        const path = join(folder, entry.name)
        if (!entry.isDirectory()) {
          if (isCode(entry.name)) onCode(path)
        } else if (!LEFT_OUT.test(entry.name)) this.#enter(path, onCode)
      }
    } catch {
      // Gone in the meantime, or not ours to read.
      this.#forget(folder)
    }
  }

  #seen(folder: string, name: string | null): void {
    if (name === null) return
    const path = join(folder, name)
    if (isCode(name) || this.#isConfig(name)) this.#changed(path)
    else if (!name.includes('.') && !LEFT_OUT.test(name)) this.#exchanged(path)
  }

  /**
   * A folder came, went, or took the place of another of its name, as when git changes branches. What
   * watched the one before it hears nothing of this one.
   */
  #exchanged(folder: string): void {
    for (const known of this.#watched.keys()) {
      if (known === folder || known.startsWith(folder + sep)) this.#forget(known)
    }
    this.#enter(folder, (path) => this.#changed(path))
  }

  #changed(path: string): void {
    const { base, clock, onChange } = this.#options
    clock.clearTimeout(this.#timer)
    this.#timer = clock.setTimeout(() => onChange(relative(base, path)), SETTLE_MS)
  }

  #isConfig(name: string): boolean {
    return name === '.env' || name === this.#configName || SEARCH_PLACES.includes(name)
  }

  #forget(folder: string): void {
    this.#watched.get(folder)?.close()
    this.#watched.delete(folder)
  }
}

/** Where the config file is, or is looked for. */
export function baseOf(cwd: string, file: string | undefined): string {
  return file === undefined ? cwd : dirname(resolve(cwd, file))
}

function isCode(name: string): boolean {
  return CODE.test(name) && !NO_CODE.test(name)
}
