/** An entry of `plugins`: a plugin, or a plugin with its options. */
import { described, nearest, type Path, type Problem, pathText } from '../errors.ts'
import type { AnyPlugin, ConfiguredPlugin, PluginEntry } from './types.ts'

/** The plugin and options of an entry. Call it after {@link entryProblem} has found nothing. */
export function toConfigured(entry: PluginEntry): ConfiguredPlugin {
  if (Array.isArray(entry)) {
    const [plugin, options] = entry as readonly [AnyPlugin, unknown]
    return { plugin, options }
  }
  if (typeof entry === 'object' && 'plugin' in entry) {
    return { plugin: entry.plugin, options: entry.options }
  }
  return { plugin: entry as AnyPlugin, options: undefined }
}

const PLUGIN = 'a plugin { name, options?, setup }'
const SCHEMA = 'a plugin whose options are a Standard Schema (zod 3.24 or newer, valibot, arktype)'

/**
 * The reason why an entry is no plugin. A name is none, because core takes values.
 * @param before the entry before this one, which may be a plugin whose options this entry is.
 */
export function entryProblem(entry: unknown, at: Path, before?: unknown): Problem | undefined {
  if (typeof entry === 'string') return nameProblem(entry, at)
  if (Array.isArray(entry)) {
    const [first] = entry as unknown[]
    if (typeof first === 'string') return nameProblem(first, [...at, 0])
    if (entry.length < 3) return pluginProblem(first, [...at, 0])
    return problem(at, 'a list of a plugin and its options', `a list of ${entry.length}`)
  }
  if (isObject(entry) && 'plugin' in entry && !('setup' in entry)) {
    return pluginProblem(entry.plugin, [...at, 'plugin'])
  }
  if (isObject(entry) && !('name' in entry)) {
    const pairs = [withOptions(before), namedByKey(entry)].filter((pair) => pair !== undefined)
    if (pairs.length > 0) {
      const advice = `options stand with their plugin: ${pairs.join(' or ')}`
      return problem(at, PLUGIN, `an object without a name; ${advice}`)
    }
  }
  return pluginProblem(entry, at)
}

/** How the plugin of the entry before is written together with its options. */
function withOptions(before: unknown): string | undefined {
  if (typeof before === 'string') return pairOf(JSON.stringify(before))
  if (!isObject(before) || !('setup' in before)) return undefined
  return pairOf((before as Partial<AnyPlugin>).name ?? 'plugin')
}

/** `{ keyword: { ... } }`, and `- keyword:` in YAML with the options below it or without any. */
function namedByKey(entry: object): string | undefined {
  const [[name, options] = [''], ...others] = Object.entries(entry) as [string, unknown][]
  if (name === '' || others.length > 0 || typeof options !== 'object') return undefined
  if (Array.isArray(options) || (options !== null && 'setup' in options)) return undefined
  return pairOf(JSON.stringify(name))
}

const pairOf = (plugin: string) => `[${plugin}, { ... }]`

/** The reason why `value` is no plugin; undefined when it is one. */
export function pluginProblem(value: unknown, at: Path): Problem | undefined {
  if (!isObject(value)) return problem(at, PLUGIN, described(value))
  const { name, setup, options } = value as Partial<AnyPlugin>
  if (typeof value === 'function' && setup === undefined) {
    return problem(at, PLUGIN, `a function without setup; ${FUNCTION_ADVICE}`)
  }
  if (typeof name !== 'string' || name === '') {
    return problem(at, PLUGIN, 'an object without a name')
  }
  if (typeof setup !== 'function') {
    const got = setup === undefined ? '' : `: ${described(setup)}`
    return problem(at, PLUGIN, `plugin "${name}" without a setup function${got}`)
  }
  return misnamedProblem(value as AnyPlugin, at) ?? schemaProblem(name, options, at)
}

/** A schema under another name would check nothing. A plugin may have other keys of its own: it is `this` in setup. */
function misnamedProblem(plugin: AnyPlugin, at: Path): Problem | undefined {
  if (plugin.options !== undefined) return undefined
  const [key] = Object.entries(plugin)
    .filter(([key, value]) => isSchema(value) && nearest(key, ['options']) !== undefined)
    .map(([key]) => key)
  if (key === undefined) return undefined
  const got = `plugin "${plugin.name}" with the key "${key}"; did you mean "options"?`
  return problem(at, PLUGIN, got)
}

/** A function that makes plugins, as other tools have it, and a class: both have a name that is no plugin's. */
const FUNCTION_ADVICE = 'export what definePlugin({ name, options, setup }) returns'

/** Options themselves, a JSON Schema, and a schema of zod before 3.24 can check nothing here. */
function schemaProblem(name: string, options: unknown, at: Path): Problem | undefined {
  if (options === undefined || isSchema(options)) return undefined
  return problem(at, SCHEMA, `plugin "${name}" whose options are no schema`)
}

function isSchema(value: unknown): boolean {
  const standard = isObject(value) && '~standard' in value ? value['~standard'] : undefined
  return isObject(standard) && 'validate' in standard
}

function nameProblem(name: string, at: Path): Problem {
  const advice =
    'names are resolved by loadConfig() of "wechatbot", or import the plugin and pass it'
  return problem(at, PLUGIN, `the name "${name}"; ${advice}`)
}

function problem(at: Path, expected: string, got: string): Problem {
  return { path: pathText(at), expected, got }
}

/** Also true for functions: a plugin from {@link definePlugin} is one. */
function isObject(value: unknown): value is object {
  return (typeof value === 'object' || typeof value === 'function') && value !== null
}
