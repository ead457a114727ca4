/** The name of a new package, which is made of its folder. */
import { basename, dirname } from 'node:path'
import type { Template } from './choices.ts'

/** A configuration that says `weather` finds the package `wechatbot-plugin-weather`. */
const PREFIX = 'wechatbot-plugin-'

/** What the template makes, and so the name where none is given. */
const FORTUNE = 'fortune'

/**
 * The plugins of this project: `@wechatbot/plugin-NAME`, which a configuration finds before any other package, and the
 * menu of core, whose name another plugin would share. `plugin.spec.ts` compares them with the folders.
 */
const OFFICIAL: readonly string[] = [
  ...['ai', 'dialog', 'echo', 'handoff', 'hours', 'keyword', 'location-lookup', 'welcome'],
  'menu',
]

/** The folder where none is named. */
export function folderFor(template: Template): string {
  return template === 'plugin' ? `${PREFIX}${FORTUNE}` : 'my-bot'
}

/** npm's limit for a name, the scope included. */
const MOST = 214

/** A part of a name that npm takes: the scope, or what stands behind it. */
const PART = /^[a-z0-9][a-z0-9._-]*$/

/** The folder's name as a package name. npm takes neither Chinese characters nor blanks: they become dashes. */
export function botName(folder: string): string {
  const name = dashed(basename(folder))
  return name === '' || name === 'node_modules' ? 'my-bot' : name
}

/**
 * `wechatbot-plugin-NAME`, or `@SCOPE/NAME` for a folder within one that is named like a scope. Undefined for any other
 * folder: its name would be no plugin's, and nothing is made of it silently, because users will write it.
 *
 * @param folder an absolute path
 */
export function pluginName(folder: string): string | undefined {
  const [parent, name] = [basename(dirname(folder)), basename(folder)]
  const isScoped = parent.startsWith('@')
  const parts = isScoped ? [parent.slice(1), name] : [unprefixed(name)]
  const full = isScoped ? `${parent}/${name}` : name
  return parts.every((part) => PART.test(part)) && full.length <= MOST ? full : undefined
}

/** The plugin of this project whose name a package would have, too. */
export function takenName(name: string): string | undefined {
  return OFFICIAL.find((each) => name === `${PREFIX}${each}`)
}

/** What a configuration calls the plugin of a package: `weather`, or `@acme/weather`. */
export function calledName(name: string): string {
  return name.startsWith(PREFIX) ? unprefixed(name) : name
}

/** A name that is near the folder's, and a plugin's. */
export function offeredName(folder: string): string {
  const name = dashed(basename(folder))
    .replaceAll('~', '-')
    .replace(/^(wechatbot(-|$))?(plugin(-|$))?[^a-z0-9]*/, '')
    .slice(0, MOST - PREFIX.length)
  return `${PREFIX}${OFFICIAL.includes(name) ? `my-${name}` : name || FORTUNE}`
}

/** Empty for a name without the prefix. */
function unprefixed(name: string): string {
  return name.startsWith(PREFIX) ? name.slice(PREFIX.length) : ''
}

function dashed(name: string): string {
  return name
    .toLowerCase()
    .replace(/[^a-z0-9._~-]+/g, '-')
    .replace(/^[-._]+|[-._]+$/g, '')
    .slice(0, 200)
}
