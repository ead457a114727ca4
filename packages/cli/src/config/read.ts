/** Finds and reads the config file (cosmiconfig): TypeScript by jiti, JSON and YAML with `${NAME}`. */
import { existsSync, readFileSync, statSync } from 'node:fs'
import { dirname, extname, join, resolve } from 'node:path'
import { nearest } from '@wechatbot/core/internal/errors'
import { cosmiconfig, defaultLoaders } from 'cosmiconfig'
import { CliError } from '../errors.ts'
import { words } from '../words/index.ts'
import { readEnvironment, type Warn } from './environment.ts'
import { adviseOnPlace } from './full-width.ts'
import { interpolate } from './interpolate.ts'
import { placeInJson, whyNoJson } from './json-mistakes.ts'
import { importDefault } from './modules.ts'
import { configProblems, isRecord } from './sections.ts'
import { readTextFile } from './text.ts'
import { textsFromEnvironment, type Variables, variablesIn, withTyped } from './variables.ts'

const { config: say } = words

const PROGRAMS = ['.ts', '.mts', '.cts', '.js', '.mjs', '.cjs'] as const
const TEXTS = ['.json', '.yaml', '.yml'] as const

/** The places in order. The first file that exists is read. */
export const SEARCH_PLACES = [
  ...[...PROGRAMS, ...TEXTS].map((ending) => `wechatbot.config${ending}`),
  ...['', ...TEXTS].map((ending) => `.wechatbotrc${ending}`),
  'package.json',
]

/** cosmiconfig's own loader of JSON is as slow as the rest of it: its errors show the text, which ours must not. */
const TEXT_LOADERS: Readonly<Record<(typeof TEXTS)[number], Loader>> = {
  '.json': (_path, content) => JSON.parse(content),
  '.yaml': defaultLoaders['.yaml'],
  '.yml': defaultLoaders['.yml'],
}

export interface FoundConfig {
  /** Absolute. */
  readonly file: string
  /** The content of the file. Nothing is resolved or checked yet. */
  readonly config: unknown
  /** Names of config files in the same folder that are not read. */
  readonly ignored: readonly string[]
  /** Variables for the options of plugins. The options are checked when the plugins are found. */
  readonly variables: Variables
}

/**
 * Reads `file`, or the first config file in `cwd`. A `.env` in the same folder is read first. Variables that are
 * set already keep their values.
 * @throws CliError when there is no config file, or when it cannot be read.
 */
export async function findConfig(
  cwd: string,
  file: string | undefined,
  warn: Warn,
): Promise<FoundConfig> {
  const path = file === undefined ? undefined : resolve(cwd, file)
  if (path !== undefined) assertReadable(path)
  readEnvironment(path === undefined ? cwd : dirname(path), warn)
  let variables: Variables = new Map()
  const interpolated = (load: Loader) => (read: string) => {
    const { filled, written } = readFilled(load, read)
    variables = variablesIn(written)
    return filled
  }
  const explorer = cosmiconfig('wechatbot', {
    searchPlaces: SEARCH_PLACES,
    searchStrategy: 'none',
    // A file that is there but empty is named as such.
    ignoreEmptySearchPlaces: false,
    loaders: {
      ...Object.fromEntries(PROGRAMS.map((ending) => [ending, importConfig])),
      ...Object.fromEntries(TEXTS.map((ending) => [ending, interpolated(TEXT_LOADERS[ending])])),
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
  return { file: filepath, config: await withTypedServer(typed), ignored, variables }
}

/** Types what a program takes from the environment for its server: hosts set PORT, and every variable is a text. */
async function withTypedServer(config: unknown): Promise<unknown> {
  if (!isRecord(config) || !isRecord(config.server)) return config
  const count = (server: unknown) => configProblems({ ...config, server }).length
  const variables = textsFromEnvironment(config.server, 'server')
  const server = await withTyped(config.server, variables, 'server', count)
  return server === config.server ? config : { ...config, server }
}

/** @throws CliError unless `path` is a file of a name that a configuration can have. */
function assertReadable(path: string): void {
  const stats = statSync(path, { throwIfNoEntry: false })
  if (stats === undefined) throw new CliError(say.fileNotFound(path))
  if (stats.isDirectory()) throw new CliError(say.isFolder(path))
  const endings = [...PROGRAMS, ...TEXTS]
  if (!['', ...endings].includes(extname(path))) throw new CliError(say.badEnding(path, endings))
}

/** Config files in the same folder that are not read because `file` comes before them. */
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
    // A file that cannot be parsed is not read.
    return false
  }
}

/** Removes the keys that are for editors and for people. They are no part of the configuration. */
function withoutRemarks(config: unknown): unknown {
  if (!isRecord(config)) return config
  const { $schema: _, $comment: __, ...rest } = config
  return rest
}

/**
 * A configuration may read files itself, such as its secrets. When such a file is missing, cosmiconfig would report
 * that the configuration is missing. When a module is missing, the stack would hide its name.
 */
async function importConfig(path: string): Promise<unknown> {
  try {
    return await importDefault(path)
  } catch (cause) {
    if (cause instanceof CliError) throw cause
    const { code, message } = (cause ?? {}) as Partial<NodeJS.ErrnoException>
    const [, missing] = /^Cannot find (?:module|package) '([^']+)'/.exec(message ?? '') ?? []
    const [, importer = path] = /^Require stack:\n- (.+)$/m.exec(message ?? '') ?? []
    if (missing !== undefined) throw new CliError(say.importsMissing(importer, missing))
    if (['ENOENT', 'EACCES', 'EISDIR'].includes(code ?? '')) {
      throw new CliError(say.readsUnreadable(path, String(message)), { cause })
    }
    const calls = cause instanceof Error ? ownCalls(cause) : []
    if (calls.length === 0) throw cause
    throw new CliError(say.fails(path, failureOf(cause), calls), { cause })
  }
}

/** Compiled code calls `(0, _wechatbot.defineConfg)`. */
const UNKNOWN = /(?:: |\.)([\w$]+)\)? is not (?:a function|defined)$/

/** The error, with advice where the configuration misspells or does not import `defineConfig`. */
function failureOf(cause: unknown): string {
  const text = cause instanceof Error ? inOurWords(cause) : String(cause)
  const [, name = ''] = UNKNOWN.exec(text) ?? []
  if (name === 'defineConfig') return text + say.notImported(name)
  const meant = nearest(name, ['defineConfig'])
  return meant === undefined ? text : text + say.didYouMean(meant)
}

function inOurWords(error: Error): string {
  return String(error).replace(error.message, () => words.main.ofCall(error.message))
}

/** The lines of a stack that are the user's own code: behind those of a library, and before those that load it. */
function ownCalls({ stack = '' }: Error): readonly string[] {
  const calls = stack.split('\n').filter((line) => /^\s+at /.test(line))
  const isOwn = (line: string) => !/\/node_modules\/|node:/.test(line)
  const own = calls.slice(Math.max(0, calls.findIndex(isOwn)))
  const end = own.findIndex((line) => !isOwn(line))
  return end < 0 ? own : own.slice(0, end)
}

type Loader = (path: string, content: string) => unknown

/** The error of js-yaml. An error of JSON.parse has the message only. */
interface ParserError {
  readonly message: string
  readonly reason: string
  /** Both numbers begin at 0. */
  readonly mark: { readonly line: number; readonly column: number }
}

/** A config file as written, and with its variables filled in. In package.json only the key `wechatbot` is read. */
function readFilled(load: Loader, path: string) {
  // The file is read again here: the text from cosmiconfig begins with the byte order mark.
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
    // The message names the place but does not quote the text, as the parsers do: the text may be a secret.
    const { reason, mark, message } = error as Partial<ParserError>
    const at = placeInJson(content, message ?? '')
    const before = content.slice(0, at).split('\n')
    const { line, column } = mark ?? {
      line: before.length - 1,
      column: before.at(-1)?.length ?? 0,
    }
    const why = reason ?? (mark === undefined ? whyNoJson(content, at, message) : say.malformed)
    const advice = adviseOnPlace(content, { line: line + 1, column: column + 1 })
    throw new CliError(say.unreadable(`${path}:${line + 1}:${column + 1}`, why) + advice)
  }
}
