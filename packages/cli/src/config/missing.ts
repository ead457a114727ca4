/** What to do about a plugin or a store that is not found: a name that is near, or where it comes from. */
import { existsSync, readdirSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { nearest } from '../usage.ts'

/** The plugins of this project. `missing.spec.ts` compares them with the folder. */
export const OFFICIAL_PLUGINS = ['echo', 'handoff', 'keyword', 'location-lookup', 'welcome']

/** What stands before a colon in `store`. */
const SCHEMES = ['memory', 'redis', 'rediss']

/** The part of a package's name that a configuration may write alone. */
const PREFIX = /^(@wechatbot\/plugin-|(@[^/]+\/)?wechatbot-plugin-)/

const SOMEBODY_ELSES =
  "\n  if you mean a package of somebody else's, install it by the name that its author gives"

/** Advice on a plugin that was not found, as lines to be put below the error. */
export function adviseOnPlugin(name: string, file: string): string {
  if (/^[./]/.test(name)) return adviseOnPath(name, file)
  const short = name.replace(PREFIX, '')
  const isOfficial = OFFICIAL_PLUGINS.includes(short)
  if (isOfficial && [short, `@wechatbot/plugin-${short}`].includes(name)) return comesFrom(short)
  const local = localFile(name, file)
  if (local !== undefined) return `\n  did you mean "${local}"? a path begins with ./`
  const installed = installedPlugins(file)
  const shorts = [...installed.keys(), ...OFFICIAL_PLUGINS]
  const near = nearest(short, shorts)
  if (near === undefined) {
    return `\n  there are ${[...new Set(shorts)].join(', ')}${SOMEBODY_ELSES}`
  }
  const written = installed.get(near)
  return `\n  did you mean "${written ?? near}"?${written === undefined ? comesFrom(near) : ''}`
}

/** Advice on a store that was not found. */
export function adviseOnStore(scheme: string): string {
  const near = nearest(scheme, SCHEMES)
  if (near === undefined) return SOMEBODY_ELSES
  if (near === scheme) return `\n  ${howToInstall('@wechatbot/redis')}`
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

/** In the node_modules that the config file's folder sees: what to write, by the short name. */
function installedPlugins(file: string): ReadonlyMap<string, string> {
  const names = new Map<string, string>()
  for (let folder = dirname(file); ; folder = dirname(folder)) {
    const modules = join(folder, 'node_modules')
    for (const name of namesIn(modules).flatMap((each) => packagesOf(modules, each))) {
      const short = name.replace(PREFIX, '')
      const isShort = !name.startsWith('@') || name.startsWith('@wechatbot/')
      if (short !== name && !names.has(short)) names.set(short, isShort ? short : name)
    }
    if (folder === dirname(folder)) return names
  }
}

function packagesOf(modules: string, name: string): readonly string[] {
  if (!name.startsWith('@')) return [name]
  return namesIn(join(modules, name)).map((each) => `${name}/${each}`)
}

function namesIn(folder: string): readonly string[] {
  return existsSync(folder) ? readdirSync(folder) : []
}
