/** Turns texts of the config file into values: a plugin by its name or path, a store by its URL. */
import { isBuiltin } from 'node:module'
import { dirname } from 'node:path'
import type { AnyPlugin, BasicStore, PluginEntry, Problem } from '@wechatbot/core'
import type { Path } from '@wechatbot/core/internal'
import { pathText } from '@wechatbot/core/internal/errors'
import { entryProblem, pluginProblem } from '@wechatbot/core/internal/plugin/entries'
import { createMemoryStore } from '@wechatbot/core/internal/store/memory'
import { CliError } from '../errors.ts'
import { placesOf, placeText } from '../place.ts'
import { words } from '../words/index.ts'
import { findModule, importDefault, versionOf } from './modules.ts'
import { adviseOnLink, adviseOnNoScheme, adviseOnPlugin, adviseOnStore } from './not-found.ts'
import { isMadeStore } from './sections.ts'

const { config } = words

/** A plugin as a value, and where it came from. */
export interface ResolvedPlugin {
  readonly entry: PluginEntry
  /** The module's path. Undefined for a plugin that the config gave as a value. */
  readonly path?: string
  /** The version of the package that the module is in. */
  readonly version?: string
}

/** An entry that gives no plugin. */
export interface Unresolved extends Problem {
  /** Its cause is the error of the plugin's own code. */
  readonly reason?: Error
}

/**
 * Resolves one entry of `plugins`. A plugin that is given as a value is returned unchanged.
 * @param before the entry in front of this one.
 */
export async function resolvePlugin(
  entry: unknown,
  file: string,
  at: Path,
  before: unknown,
): Promise<ResolvedPlugin | Unresolved> {
  const isPair = Array.isArray(entry) && entry.length < 3
  const name: unknown = isPair ? entry[0] : entry
  if (typeof name !== 'string') {
    return entryProblem(entry, at, before) ?? { entry: entry as PluginEntry }
  }
  const loaded = await loadPlugin(name, file, isPair ? [...at, 0] : at)
  if ('expected' in loaded) return loaded
  const version = versionOf(loaded.path)
  return {
    entry: isPair ? [loaded.plugin, entry[1]] : loaded.plugin,
    path: loaded.path,
    ...(version === undefined ? {} : { version }),
  }
}

async function loadPlugin(
  name: string,
  file: string,
  at: Path,
): Promise<{ readonly plugin: AnyPlugin; readonly path: string } | Unresolved> {
  const candidates = pluginCandidates(name)
  const path = findModule(
    candidates.filter((each) => !isBuiltin(each)),
    file,
  )
  if (path === undefined) {
    const got = config.notFound(name, candidates) + adviseOnPlugin(name, candidates, file)
    return { path: pathText(at), expected: config.installedPlugin, got }
  }
  try {
    const plugin = (await importDefault(path)) as AnyPlugin
    const problem = pluginProblem(plugin, at)
    return problem === undefined
      ? { plugin, path }
      : { ...problem, got: `"${name}": ${problem.got}` }
  } catch (error) {
    const unlinked = isCoreMissing(error) ? adviseOnLink(path, file) : ''
    // Only the first line is kept: behind it a parser draws the code.
    const [why = ''] = (error instanceof Error ? error.message : String(error)).split('\n')
    const [place] = error instanceof Error ? placesOf(error) : []
    const where = place === undefined ? '' : ` (${placeText(place)})`
    const got = config.notLoaded(name, path, words.main.ofCall(why) + where) + unlinked
    const reason = new Error(why, { cause: error })
    return { path: pathText(at), expected: config.loadablePlugin, got, reason }
  }
}

/** A plugin that is linked into the bot finds what its own folder has, and not the bot's core. */
function isCoreMissing(error: unknown): boolean {
  return (
    error instanceof Error && /^Cannot find (module|package) '@wechatbot\/core'/.test(error.message)
  )
}

/** The specifiers to try. A path, a scoped name and a full name give one; a short name gives three. */
function pluginCandidates(name: string): readonly string[] {
  if (/^[@./]/.test(name) || name.includes('wechatbot-plugin-')) return [name]
  return [`@wechatbot/plugin-${name}`, `wechatbot-plugin-${name}`, name]
}

/** `folder` is the folder of the config file: a path in the URL begins there. */
type OfUrl<T> = (url: string, where: { readonly folder: string }) => T

/** The export of a store's package. */
interface CreateStore extends OfUrl<BasicStore> {
  /** The file that the store makes when it opens. Undefined if it is there, or if the store is no file. */
  readonly missing?: OfUrl<string | undefined>
}

/** A store that can be opened. */
export interface FoundStore {
  /** Makes the Store, which connects or makes its file. Undefined where none is configured. */
  readonly open: () => Promise<BasicStore | undefined>
  /** The file that {@link open} makes. Undefined if it makes none. */
  readonly missing: () => Promise<string | undefined>
}

/** Whether the store is the default: one in the memory of the process. */
export function isInMemory(store: string | BasicStore | undefined): boolean {
  return store === undefined || (typeof store === 'string' && schemeOf(store) === 'memory')
}

function schemeOf(store: string): string | undefined {
  return /^([a-z][a-z\d+.-]*):/i.exec(store)?.[1]?.toLowerCase()
}

/** Redis with and without TLS, one server or a cluster. One package serves all four schemes. */
const REDIS = ['redis', 'rediss', 'redis+cluster', 'rediss+cluster']

const NOTHING_MISSING = async () => undefined

/**
 * Finds what makes the Store: for `memory:`, for another URL by its package, or for a Store that is given as a value.
 * The Store is not made yet, because making it connects.
 */
export function findStore(
  store: string | BasicStore | undefined,
  file: string,
): FoundStore | Problem {
  if (typeof store !== 'string') return { open: async () => store, missing: NOTHING_MISSING }
  const scheme = schemeOf(store)
  if (scheme === undefined) {
    const got = config.noScheme + adviseOnNoScheme(store)
    return { path: 'store', expected: config.storeUrl, got }
  }
  if (scheme === 'memory') {
    return { open: async () => createMemoryStore(), missing: NOTHING_MISSING }
  }
  const name = REDIS.includes(scheme) ? 'redis' : scheme
  const candidates = [`@wechatbot/${name}`, `wechatbot-store-${name}`]
  const found = findModule(candidates, file)
  if (found === undefined) {
    const got = config.storeNotFound(scheme, candidates) + adviseOnStore(scheme, file)
    return { path: 'store', expected: config.installedStore, got }
  }
  const create = async () => {
    const made = await importDefault(found)
    if (typeof made === 'function') return made as CreateStore
    throw new CliError(config.noStoreExport(dirname(found)))
  }
  const where = { folder: dirname(file) }
  return {
    open: async () => {
      const made = await (await create())(store, where)
      if (isMadeStore(made)) return made
      throw new CliError(config.noStoreMade(dirname(found)))
    },
    missing: async () => (await create()).missing?.(store, where),
  }
}
