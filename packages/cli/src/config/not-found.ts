/** What to do about a plugin or a store that is not found: a name that is near, or where it comes from. */
import { existsSync, readdirSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { nearest } from '../usage.ts'

/** The plugins of this project. `missing.spec.ts` compares them with the folder. */
export const OFFICIAL_PLUGINS = ['echo', 'handoff', 'keyword', 'location-lookup', 'welcome']

/** What stands before a colon in `store`. */
const SCHEMES = ['memory', 'sqlite', 'redis', 'rediss', 'redis+cluster', 'rediss+cluster']

/** The part of a package's name that a configuration may write alone. */
const PREFIX = /^(@wechatbot\/plugin-|(@[^/]+\/)?wechatbot-plugin-)/

const SOMEBODY_ELSES =
  "\n  if you mean a package of somebody else's, install it by the name that its author gives"

/** Advice on a plugin that none of `candidates` is, as lines to be put below the error. */
export function adviseOnPlugin(name: string, candidates: readonly string[], file: string): string {
  if (/^[./]/.test(name)) return adviseOnPath(name, file)
  const installed = installedPlugins(file)
  const broken = installed.find((each) => candidates.includes(each))
  if (broken !== undefined)
    return `\n  ${broken} is installed, but its entry is no file: is it built?`
  const short = shortOf(name)
  const isOfficial = OFFICIAL_PLUGINS.includes(short)
  if (isOfficial && candidates.includes(`@wechatbot/plugin-${short}`)) return comesFrom(short)
  const local = localFile(name, file)
  if (local !== undefined) return `\n  did you mean "${local}"? a path begins with ./`
  const shorts = [...new Set([...installed.map(shortOf), ...OFFICIAL_PLUGINS])]
  const near = nearest(short, shorts)
  if (near === undefined) return `\n  there are ${shorts.join(', ')}${SOMEBODY_ELSES}`
  const other = installed.find((each) => shortOf(each) === near)
  const written = other === undefined || isFoundByShortName(other) ? near : other
  return `\n  did you mean "${written}"?${other === undefined ? comesFrom(near) : ''}`
}

/** Advice on a store that was not found. */
export function adviseOnStore(scheme: string): string {
  const near = nearest(scheme, SCHEMES)
  if (near === undefined) {
    const all = SCHEMES.map((each) => `${each}:`)
    return `\n  there are ${all.join(', ')}; what lasts in a file is "sqlite:./wechatbot.db"${SOMEBODY_ELSES}`
  }
  if (near === scheme) {
    return `\n  ${howToInstall(`@wechatbot/${near === 'sqlite' ? 'sqlite' : 'redis'}`)}`
  }
  return `\n  did you mean "${near}:"?`
}

function comesFrom(official: string): string {
  return `\n  "${official}" is a plugin of wechatbot's: ${howToInstall(`@wechatbot/plugin-${official}`)}`
}

/** Not by a command: what is of the name in a registry may be somebody else's. */
function howToInstall(name: string): string {
  return `install ${name} from where you have wechatbot`
}

function adviseOnPath(path: string, file: string): string {
  const whole = resolve(dirname(file), path)
  const near = nearest(basename(whole), namesIn(dirname(whole)))
  const hint = near === undefined ? '' : `\n  did you mean "${dirname(path)}/${near}"?`
  return `${hint}\n  paths begin at the folder of the config file`
}

/** A file beside the configuration that is named like the plugin. */
function localFile(name: string, file: string): string | undefined {
  const found = ['ts', 'mts', 'js', 'mjs', 'cjs'].find((extension) =>
    existsSync(join(dirname(file), `${name}.${extension}`)),
  )
  return found === undefined ? undefined : `./${name}.${found}`
}

/** The packages in the node_modules that the config file's folder sees, the nearest first. */
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

/** A scope that is not ours has to be written. */
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
