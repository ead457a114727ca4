/** Strings of the config file become values: plugins by name or path, stores by URL. */
import { existsSync, readFileSync } from 'node:fs'
import { isBuiltin } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { type BasicStore, createMemoryStore, type PluginEntry } from '@wechatbot/core'
import { asPlugin } from '@wechatbot/core/internal'
import { createJiti } from 'jiti'
import { CliError } from '../errors.ts'
import { adviseOnPlugin, adviseOnStore } from './not-found.ts'
import { importDefault } from './read.ts'

/** A plugin as a value, and where it came from. */
export interface ResolvedPlugin {
  readonly entry: PluginEntry
  /** The module's path; undefined for a plugin that the config gave as a value. */
  readonly path?: string
  /** Of the package the module is in. */
  readonly version?: string
}

/** Resolves one entry of `plugins`; values are left as they are. */
export async function resolvePlugin(
  entry: PluginEntry,
  file: string,
  where: string,
): Promise<ResolvedPlugin> {
  const isTuple = Array.isArray(entry)
  const name: unknown = isTuple ? entry[0] : entry
  if (typeof name !== 'string') return { entry }
  const { plugin, path } = await loadPlugin(name, file, where)
  const version = versionOf(path)
  return {
    entry: isTuple ? [plugin, entry[1]] : plugin,
    path,
    ...(version === undefined ? {} : { version }),
  }
}

/** The version in the nearest package.json that has one. */
function versionOf(path: string): string | undefined {
  for (let folder = dirname(path); folder !== dirname(folder); folder = dirname(folder)) {
    const file = join(folder, 'package.json')
    if (!existsSync(file)) continue
    const { version } = JSON.parse(readFileSync(file, 'utf8')) as { version?: unknown }
    if (typeof version === 'string') return version
  }
  return undefined
}

async function loadPlugin(name: string, file: string, where: string) {
  const candidates = pluginCandidates(name)
  const found = findModule(candidates, file)
  if (found === undefined) {
    throw new CliError(
      `${file}: ${where}: plugin "${name}" not found; tried ${candidates.join(', ')}${adviseOnPlugin(name, candidates, file)}`,
    )
  }
  const path = fileURLToPath(found)
  return { plugin: asPlugin(await importPlugin(name, path), `${file}: ${where} ("${name}")`), path }
}

async function importPlugin(name: string, path: string): Promise<unknown> {
  try {
    return await importDefault(path)
  } catch (cause) {
    throw new CliError(`plugin "${name}" (${path}) cannot be loaded`, { cause })
  }
}

/** A path, a scoped name and a full name stand for themselves; a short name for three. */
export function pluginCandidates(name: string): readonly string[] {
  if (/^[@./]/.test(name) || name.includes('wechatbot-plugin-')) return [name]
  return [`@wechatbot/plugin-${name}`, `wechatbot-plugin-${name}`, name]
}

/** The file URL of the first module that resolves from the config file's folder. */
function findModule(candidates: readonly string[], file: string): string | undefined {
  const parentURL = pathToFileURL(file).href
  const jiti = createJiti(parentURL)
  for (const candidate of candidates) {
    if (isBuiltin(candidate)) continue
    // esmResolve: with the import condition, which require.resolve does not have.
    const url = jiti.esmResolve(candidate, { parentURL, try: true })
    if (url?.startsWith('file:')) return url
  }
  return undefined
}

/** What the package of a store exports. `folder` is the config file's: a path in the URL begins there. */
type CreateStore = (url: string, where: { readonly folder: string }) => BasicStore

/** Over TLS, and of a cluster: one package has them all. */
const REDIS = ['redis', 'rediss', 'redis+cluster', 'rediss+cluster']

/**
 * A Store of `store`: `memory:`, another URL by its package, or the Store itself.
 * @throws CliError when no package is installed for the URL's scheme.
 */
export async function resolveStore(
  store: string | BasicStore | undefined,
  file: string,
): Promise<BasicStore | undefined> {
  if (typeof store !== 'string') return store
  const scheme = /^([a-z][a-z\d+.-]*):/i.exec(store)?.[1]?.toLowerCase()
  if (scheme === undefined) {
    // The rest may hold a password.
    throw new CliError(`${file}: store: expected a URL like "memory:", got a text without a scheme`)
  }
  if (scheme === 'memory') return createMemoryStore()
  const name = REDIS.includes(scheme) ? 'redis' : scheme
  const candidates = [`@wechatbot/${name}`, `wechatbot-store-${name}`]
  const found = findModule(candidates, file)
  if (found === undefined) {
    throw new CliError(
      `${file}: store: no package for "${scheme}:" found; tried ${candidates.join(', ')}${adviseOnStore(scheme)}`,
    )
  }
  const create = await importDefault(fileURLToPath(found))
  if (typeof create !== 'function') {
    throw new CliError(
      `${dirname(fileURLToPath(found))}: expected a default export (url, { folder }) => Store`,
    )
  }
  return (create as CreateStore)(store, { folder: dirname(file) })
}
