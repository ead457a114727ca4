/** Finds and reads the config file (cosmiconfig): TypeScript by jiti, JSON and YAML with `${NAME}`. */
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { parseEnv } from 'node:util'
import { cosmiconfig, defaultLoaders } from 'cosmiconfig'
import { createJiti } from 'jiti'
import { CliError } from '../errors.ts'
import { words } from '../words/index.ts'
import { interpolate } from './interpolate.ts'
import { configProblems, isRecord } from './sections.ts'
import { readTextFile } from './text.ts'
import { type Variables, variablesIn, withTyped } from './variables.ts'

const { config: say } = words

/** In order; the first that exists is read. */
export const SEARCH_PLACES = [
  ...['ts', 'mts', 'cts', 'js', 'mjs', 'cjs', 'json', 'yaml', 'yml'].map(
    (extension) => `wechatbot.config.${extension}`,
  ),
  ...['', '.json', '.yaml', '.yml'].map((extension) => `.wechatbotrc${extension}`),
  'package.json',
]

export interface FoundConfig {
  /** Absolute. */
  readonly file: string
  /** As the file says it: nothing resolved, nothing checked. */
  readonly config: unknown
  /** Names of config files beside it, which are not read. */
  readonly ignored: readonly string[]
  /** For the options of plugins, which are checked when these are found. */
  readonly variables: Variables
}

/**
 * Reads `file`, or the first config file in `cwd`. A `.env` beside it is read before; variables
 * that are set already win.
 * @throws CliError when there is none, or it cannot be read.
 */
export async function findConfig(cwd: string, file?: string): Promise<FoundConfig> {
  const path = file === undefined ? undefined : resolve(cwd, file)
  if (path !== undefined && !existsSync(path)) throw new CliError(say.fileNotFound(path))
  readEnvironment(path === undefined ? cwd : dirname(path))
  let variables: Variables = new Map()
  const interpolated = (load: Loader) => (read: string) => {
    const { filled, written } = readFilled(load, read)
    variables = variablesIn(written)
    return filled
  }
  const explorer = cosmiconfig('wechatbot', {
    searchPlaces: SEARCH_PLACES,
    searchStrategy: 'none',
    loaders: {
      ...Object.fromEntries(
        ['.ts', '.mts', '.cts', '.js', '.mjs', '.cjs'].map((extension) => [
          extension,
          importConfig,
        ]),
      ),
      ...Object.fromEntries(
        (['.json', '.yaml', '.yml'] as const).map((extension) => [
          extension,
          interpolated(defaultLoaders[extension]),
        ]),
      ),
      noExt: interpolated(defaultLoaders.noExt),
    },
  })
  const found = await (path === undefined ? explorer.search(cwd) : explorer.load(path))
  if (!found || found.isEmpty) {
    throw new CliError(found ? say.empty(found.filepath) : say.noneIn(cwd))
  }
  const { filepath, config } = found
  const ignored = path === undefined ? othersBeside(filepath) : []
  const count = (tried: unknown) => configProblems(tried).length
  const typed = await withTyped(withoutRemarks(config), variables, '', count)
  return { file: filepath, config: typed, ignored, variables }
}

/** Config files in the folder of `file` that it comes before. */
function othersBeside(file: string): readonly string[] {
  const folder = dirname(file)
  return SEARCH_PLACES.filter((name) => {
    const other = join(folder, name)
    if (other === file || !existsSync(other)) return false
    return name !== 'package.json' || hasOwnKey(other)
  })
}

function hasOwnKey(manifest: string): boolean {
  try {
    return 'wechatbot' in JSON.parse(readFileSync(manifest, 'utf8'))
  } catch {
    // It is not read.
    return false
  }
}

/** For editors and for people; what it says is none of ours. */
function withoutRemarks(config: unknown): unknown {
  if (!isRecord(config)) return config
  const { $schema: _, $comment: __, ...rest } = config
  return rest
}

/** The default export of a module, or its `module.exports`. @throws CliError when it has none. */
export async function importDefault(path: string): Promise<unknown> {
  const jiti = createJiti(import.meta.url, { interopDefault: true })
  const namespace = await jiti.import<Record<string, unknown>>(path)
  if (namespace !== null && typeof namespace === 'object' && 'default' in namespace) {
    const value = namespace.default as { __esModule?: unknown; default?: unknown } | null
    // CommonJS that was made of a module: what it exports by default is one deeper.
    return value?.__esModule === true && 'default' in value ? value.default : value
  }
  if (/\.c[jt]s$/.test(path)) return namespace
  throw new CliError(say.noDefault(path))
}

/**
 * A configuration may read files itself: its secrets. One that is not there would look to cosmiconfig as
 * if the configuration were not.
 */
async function importConfig(path: string): Promise<unknown> {
  try {
    return await importDefault(path)
  } catch (cause) {
    const { code, message } = (cause ?? {}) as Partial<NodeJS.ErrnoException>
    if (!['ENOENT', 'EACCES', 'EISDIR'].includes(code ?? '')) throw cause
    throw new CliError(say.readsUnreadable(path, String(message)), { cause })
  }
}

type Loader = (path: string, content: string) => unknown

/** What js-yaml throws; of JSON.parse's errors there is only the message. */
interface ParserError {
  readonly message: string
  readonly reason: string
  /** From 0. */
  readonly mark: { readonly line: number; readonly column: number }
}

/** A file as it is written, and with its variables filled in. Of package.json only our own key is ours. */
function readFilled(load: Loader, path: string) {
  // Not cosmiconfig's text: it has the byte order mark in it.
  const whole = readText(load, path, readTextFile(path))
  if (!path.endsWith('package.json')) return { filled: interpolate(whole, path), written: whole }
  const { wechatbot: written } = whole as { wechatbot?: unknown }
  if (written === undefined) return { filled: whole, written }
  return { filled: { wechatbot: interpolate(written, path) }, written }
}

function readText(load: Loader, path: string, content: string): unknown {
  try {
    return load(path, content)
  } catch (error) {
    // Says where, and not what stands there, as the parsers do: it may be a secret.
    const { reason, mark, message } = error as Partial<ParserError>
    const at = Number(/at position (\d+)/.exec(message ?? '')?.[1] ?? content.length)
    const before = content.slice(0, at).split('\n')
    const { line, column } = mark ?? {
      line: before.length - 1,
      column: before.at(-1)?.length ?? 0,
    }
    const isComment = mark === undefined && /^\s*\/[/*]/.test(content.slice(at))
    const why = isComment ? say.comment : (reason ?? say.malformed)
    throw new CliError(say.unreadable(`${path}:${line + 1}:${column + 1}`, why))
  }
}

function readEnvironment(folder: string): void {
  const file = join(folder, '.env')
  if (!existsSync(file)) return
  // Not process.loadEnvFile: to it a byte order mark is a part of the first name.
  for (const [name, value] of Object.entries(parseEnv(readTextFile(file)))) {
    process.env[name] ??= value
  }
}
