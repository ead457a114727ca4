/** Plugins and their options, checked: all problems at once, with plugin, path, expected and got. */
import type { StandardSchemaV1 } from '@standard-schema/spec'
import satisfies from 'semver/functions/satisfies.js'
import { described, issuePath, type Problem, problemAt, WechatBotError } from '../errors.ts'
import { VERSION } from '../version.ts'
import type { AnyPlugin, ConfiguredPlugin, PluginEntry } from './types.ts'

/**
 * The plugin and options of one entry of `plugins`.
 * @throws WechatBotError BAD_PLUGIN for what is no plugin, also for a name that nobody resolved.
 */
export function toConfigured(entry: PluginEntry, index: number): ConfiguredPlugin {
  const where = `plugins[${index}]`
  if (Array.isArray(entry)) {
    const [plugin, options] = entry as readonly [unknown, unknown]
    return { plugin: asPlugin(plugin, `${where}[0]`), options }
  }
  if (typeof entry === 'object' && entry !== null && 'plugin' in entry) {
    return { plugin: asPlugin(entry.plugin, `${where}.plugin`), options: entry.options }
  }
  return { plugin: asPlugin(entry, where), options: undefined }
}

/** @throws WechatBotError BAD_PLUGIN when `value` has not the shape of a plugin. */
export function asPlugin(value: unknown, where: string): AnyPlugin {
  if (typeof value === 'string') {
    throw new WechatBotError(
      'BAD_PLUGIN',
      `${where}: expected a plugin, got the name "${value}"; names are resolved by loadConfig() of "wechatbot", or import the plugin and pass it`,
    )
  }
  const plugin = value as Partial<AnyPlugin> | null | undefined
  const isObject = (typeof value === 'object' || typeof value === 'function') && value !== null
  if (!isObject || typeof plugin?.name !== 'string' || plugin.name === '') {
    throw new WechatBotError(
      'BAD_PLUGIN',
      `${where}: expected a plugin { name, options?, setup }, got ${isObject ? 'an object without a name' : described(value)}`,
    )
  }
  if (typeof plugin.setup !== 'function') {
    throw new WechatBotError(
      'BAD_PLUGIN',
      `${where}: plugin "${plugin.name}" has no setup function, got ${described(plugin.setup)}`,
    )
  }
  return value as AnyPlugin
}

/** @throws WechatBotError BAD_PLUGIN when the plugin was written for other versions of core. */
export function assertCoreRange({ name, core }: AnyPlugin): void {
  if (core === undefined || satisfies(VERSION, core, { includePrerelease: true })) return
  throw new WechatBotError(
    'BAD_PLUGIN',
    `plugin "${name}" needs @wechatbot/core ${core}, got ${VERSION}; install a version of the plugin for it, or update wechatbot`,
  )
}

/**
 * The options as the plugin's schema gives them back; as they are without a schema.
 * @throws WechatBotError BAD_PLUGIN with all problems.
 */
export async function checkOptions(plugin: AnyPlugin, options: unknown): Promise<unknown> {
  if (plugin.options === undefined) return options
  const result = await plugin.options['~standard'].validate(options)
  if (result.issues === undefined) return result.value
  const problems = result.issues.map((issue) => toProblem(issue, options))
  const lines = problems.map(({ path, expected, got }) => {
    return `\n  ${path === '' ? '(options)' : path}: ${expected}, got ${got}`
  })
  throw new WechatBotError(
    'BAD_PLUGIN',
    `plugin "${plugin.name}": ${problems.length === 1 ? 'a wrong option' : `${problems.length} wrong options`}${lines.join('')}`,
    { problems },
  )
}

function toProblem(issue: StandardSchemaV1.Issue, options: unknown): Problem {
  const keys = issuePath(issue)
  let at: unknown = options
  for (const key of keys) at = (at as Record<PropertyKey, unknown> | undefined)?.[key]
  const problem = problemAt(keys, issue.message, at)
  // Some libraries put the value into the text; a secret must not leave that way either.
  const isHidden = typeof at === 'string' && at !== '' && !problem.got.includes(at)
  if (!isHidden) return problem
  return { ...problem, expected: issue.message.replaceAll(at as string, '[redacted]') }
}
