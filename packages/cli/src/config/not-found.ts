/** Advice on a plugin or a store that is not found: a similar name, or the package to install. */
import { existsSync, readdirSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { nearest } from '@wechatbot/core/internal/errors'
import { words } from '../words/index.ts'
import { adviseOnScheme } from './full-width.ts'

/** The plugins of this project. `not-found.spec.ts` compares the list with the folder. */
export const OFFICIAL_PLUGINS = [
  'ai',
  'dialog',
  'echo',
  'handoff',
  'hours',
  'keyword',
  'location-lookup',
  'welcome',
]

/** The words before the colon in `store`. */
const SCHEMES = ['memory', 'sqlite', 'redis', 'rediss', 'redis+cluster', 'rediss+cluster']

/** The part of a package's name that a configuration may leave out. */
const PREFIX = /^(@wechatbot\/plugin-|(@[^/]+\/)?wechatbot-plugin-)/

const { config } = words

/** Advice on a plugin when no candidate was found. It is written behind the name that came. */
export function adviseOnPlugin(name: string, candidates: readonly string[], file: string): string {
  if (/^[./]/.test(name)) return adviseOnPath(name, file)
  const installed = installedPlugins(file)
  const broken = installed.find((each) => candidates.includes(each))
  if (broken !== undefined) return config.notBuilt(broken)
  const short = shortOf(name)
  const isOfficial = OFFICIAL_PLUGINS.includes(short)
  if (isOfficial && candidates.includes(packageOf(short))) {
    const tarball = tarballOf(packageOf(short), file)
    return tarball === undefined
      ? config.comesFrom(packageOf(short))
      : config.installTarball(tarball)
  }
  const local = localFile(name, file)
  if (local !== undefined) return config.pathBegins(local)
  const shorts = [...new Set([...installed.map(shortOf), ...OFFICIAL_PLUGINS])]
  const near = nearest(short, shorts)
  if (near === undefined) return config.plugins(shorts) + config.otherAuthors
  const other = installed.find((each) => shortOf(each) === near)
  if (other === undefined) return config.meantOfficial(near, packageOf(near))
  return config.didYouMean(isFoundByShortName(other) ? near : other)
}

/** Advice on a plugin that is there and finds no core: it is linked, and nothing is installed where it is. */
export function adviseOnLink(path: string, file: string): string {
  const tarball = tarballOf('@wechatbot/core', file)
  const advice = config.foundBeside(dirname(path))
  // As for a store: nobody is sent to a registry, where the name may be another author's.
  if (tarball === undefined) return advice + config.install('@wechatbot/core')
  return advice + config.installThere(resolve(dirname(file), tarball))
}

/** Advice on a store without a scheme. Only a path of a database is shown: any other text may hold a password. */
export function adviseOnNoScheme(store: string): string {
  const isDatabase = /^[\w./-]+\.(db|sqlite3?)$/.test(store)
  return isDatabase ? config.didYouMean(`sqlite:${store}`) : adviseOnScheme(store)
}

/** Advice on a store that was not found. */
export function adviseOnStore(scheme: string, file: string): string {
  const near = nearest(scheme, SCHEMES)
  if (near === undefined) {
    return config.stores(SCHEMES.map((each) => `${each}:`)) + config.otherAuthors
  }
  if (near !== scheme) return config.didYouMean(`${near}:`)
  const name = `@wechatbot/${near === 'sqlite' ? 'sqlite' : 'redis'}`
  const tarball = tarballOf(name, file)
  // No other command is suggested: a package of that name in a registry may be another author's.
  return tarball === undefined ? config.install(name) : config.installTarball(tarball)
}

/** The packed package in `vendor` beside the config file, where `npm run pack` puts all of them. */
function tarballOf(name: string, file: string): string | undefined {
  const folder = join(dirname(file), 'vendor')
  if (!existsSync(folder)) return undefined
  const begin = `${name.replace('@', '').replace('/', '-')}-`
  const found = readdirSync(folder).find((each) => each.startsWith(begin) && each.endsWith('.tgz'))
  return found && `./vendor/${found}`
}

/** @param official a plugin of this project. */
export function packageOf(official: string): string {
  return `@wechatbot/plugin-${official}`
}

function adviseOnPath(path: string, file: string): string {
  const whole = resolve(dirname(file), path)
  const near = nearest(basename(whole), namesIn(dirname(whole)))
  return near === undefined ? config.pathsAt : config.nearPath(`${dirname(path)}/${near}`)
}

/** The file next to the configuration whose name is like the plugin's. */
function localFile(name: string, file: string): string | undefined {
  const found = ['ts', 'mts', 'js', 'mjs', 'cjs'].find((extension) =>
    existsSync(join(dirname(file), `${name}.${extension}`)),
  )
  return found === undefined ? undefined : `./${name}.${found}`
}

/** The packages in every node_modules that the config file's folder can load from, the nearest first. */
function installedPlugins(file: string): readonly string[] {
  const folder = dirname(file)
  const modules = join(folder, 'node_modules')
  const here = namesIn(modules)
    .flatMap((each) => packagesOf(modules, each))
    .filter((each) => PREFIX.test(each))
  return folder === dirname(folder) ? here : [...here, ...installedPlugins(folder)]
}

function shortOf(name: string): string {
  return name.replace(PREFIX, '')
}

/** Whether the short name is enough. A scope other than ours has to be written. */
function isFoundByShortName(name: string): boolean {
  return !name.startsWith('@') || name.startsWith('@wechatbot/')
}

function packagesOf(modules: string, name: string): readonly string[] {
  if (!name.startsWith('@')) return [name]
  return namesIn(join(modules, name)).map((each) => `${name}/${each}`)
}

function namesIn(folder: string): readonly string[] {
  return existsSync(folder) ? readdirSync(folder) : []
}
