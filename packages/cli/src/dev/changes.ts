/**
 * Reports a change of code or configuration, and apart from it a change of data (rules, texts, pictures): plugins that
 * run read data again themselves. Each folder is watched by itself, because a recursive watch would include
 * node_modules.
 */
import { readdirSync } from 'node:fs'
import { basename, dirname, join, relative, resolve, sep } from 'node:path'
import type { Clock, Timer } from '@wechatbot/core'
import { SEARCH_PLACES } from '../config/read.ts'

const CODE = /\.[cm]?[jt]s$/
const NO_CODE = /\.(d\.[cm]?ts|(spec|test)\.[cm]?[jt]s)$/
/** Files that running bots, editors and databases write. */
const WRITTEN = /~$|\.(db|sqlite3?|jsonl|log|lock|pid|sw[op]|tmp)(-\w+)?$/
const LEFT_OUT = /^(\.|node_modules$|coverage$)/
/** An editor writes a file in several steps, a compiler many files. */
const SETTLE_MS = 150
/** The most folders that are watched. A home directory has more, and need not be watched as a whole. */
const MAX_FOLDERS = 2000

/** One folder under watch, as `fs.watch` returns it. */
export interface Watched {
  close(): void
  on(event: 'error', onError: () => void): unknown
}

/** Takes the name of a file that has changed. */
type Tell = (file: string) => void

export interface ChangesOptions {
  /** The folder of the config file. */
  readonly base: string
  /** The config file, if the user named it. */
  readonly file: string | undefined
  /** Called with one file, relative to `base`. Of several files that change together it gets the last. */
  readonly onChange: Tell
  /** Called in the same way when nothing but data has changed. */
  readonly onData: Tell
  /** `fs.watch`: reports the name of an entry directly inside the folder that is made, removed or changed. */
  readonly watchFolder: (
    folder: string,
    onEvent: (event: string, name: string | null) => void,
  ) => Watched
  readonly clock: Clock
}

export class Changes {
  readonly #options: ChangesOptions
  readonly #watched = new Map<string, Watched>()
  /** The name of the config file, if it is not one of the usual names. */
  readonly #configName: string | undefined
  #timer: Timer
  /** The change that is told when the files have settled. */
  #settling: { readonly path: string; readonly tell: Tell } | undefined

  constructor(options: ChangesOptions) {
    this.#options = options
    this.#configName = options.file === undefined ? undefined : basename(options.file)
    this.watch(options.base)
  }

  /** Watches a folder and its subfolders. Does nothing if the folder is watched already. */
  watch(folder: string): void {
    this.#enter(folder, () => {})
  }

  close(): void {
    this.#options.clock.clearTimeout(this.#timer)
    for (const watched of this.#watched.values()) watched.close()
  }

  #enter(folder: string, onFile: (path: string) => void): void {
    if (this.#watched.has(folder) || this.#watched.size >= MAX_FOLDERS) return
    try {
      const watched = this.#options.watchFolder(folder, (_, name) => this.#seen(folder, name))
      watched.on('error', () => this.#forget(folder))
      this.#watched.set(folder, watched)
      for (const entry of readdirSync(folder, { withFileTypes: true })) {
        const path = join(folder, entry.name)
        if (!entry.isDirectory()) onFile(path)
        else if (!LEFT_OUT.test(entry.name)) this.#enter(path, onFile)
      }
    } catch {
      // The folder was removed meanwhile, or this user may not read it.
      this.#forget(folder)
    }
  }

  #seen(folder: string, name: string | null): void {
    if (name === null) return
    const path = join(folder, name)
    if (this.#isConfig(name)) this.#changed(path, this.#options.onChange)
    else if (!name.includes('.') && !LEFT_OUT.test(name)) this.#exchanged(path)
    else this.#seenFile(path)
  }

  #seenFile(path: string): void {
    const { onChange, onData } = this.#options
    const name = basename(path)
    if (isCode(name)) this.#changed(path, onChange)
    else if (isData(name)) this.#changed(path, onData)
  }

  /**
   * A folder was made, removed, or replaced by another one of its name, as when git changes branches. A watcher of
   * the old folder hears nothing of the new one.
   */
  #exchanged(folder: string): void {
    for (const known of this.#watched.keys()) {
      if (known === folder || known.startsWith(folder + sep)) this.#forget(known)
    }
    this.#enter(folder, (path) => this.#seenFile(path))
  }

  #changed(path: string, tell: Tell): void {
    const { base, clock, onChange } = this.#options
    clock.clearTimeout(this.#timer)
    // Data that changes with code does not hide it.
    const before = this.#settling
    const settling = before?.tell === onChange && tell !== onChange ? before : { path, tell }
    this.#settling = settling
    this.#timer = clock.setTimeout(() => {
      this.#settling = undefined
      settling.tell(relative(base, settling.path))
    }, SETTLE_MS)
  }

  #isConfig(name: string): boolean {
    return name === '.env' || name === this.#configName || SEARCH_PLACES.includes(name)
  }

  #forget(folder: string): void {
    this.#watched.get(folder)?.close()
    this.#watched.delete(folder)
  }
}

/** The folder in which the config file is, or is looked for. */
export function baseOf(cwd: string, file: string | undefined): string {
  return file === undefined ? cwd : dirname(resolve(cwd, file))
}

function isCode(name: string): boolean {
  return CODE.test(name) && !NO_CODE.test(name)
}

/** The config file's name from the folder `cwd`, with the slashes that a saved test has on every system. */
export function nameOf(cwd: string, file: string | undefined): string | undefined {
  return file === undefined ? undefined : relative(cwd, resolve(cwd, file)).replaceAll(sep, '/')
}

/** Whether a plugin may read the file. */
function isData(name: string): boolean {
  return !NO_CODE.test(name) && !LEFT_OUT.test(name) && !WRITTEN.test(name)
}
