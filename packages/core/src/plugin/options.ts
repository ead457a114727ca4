/** The options of plugins, checked: all problems at once, with plugin, path, expected and got. */
import satisfies from 'semver/functions/satisfies.js'
import type { Problem } from '../errors.ts'
import { VERSION } from '../version.ts'
import { toConfigured } from './entries.ts'
import { problemsOf } from './issues.ts'
import { uniqueNames } from './scope.ts'
import type { AnyPlugin, ConfiguredPlugin, PluginEntry } from './types.ts'

/** Options as the plugin's schema gives them back, or what is wrong with them. */
export interface Checked {
  readonly options: unknown
  readonly problems: readonly Problem[]
}

/** The options as the plugin's schema gives them back; as they are without a schema. */
export async function checkOptions({ plugin, options }: ConfiguredPlugin): Promise<Checked> {
  const misfit = rangeProblem(plugin)
  if (misfit !== undefined) return { options, problems: [misfit] }
  if (plugin.options === undefined) return { options, problems: [] }
  const result = await plugin.options['~standard'].validate(options)
  if (result.issues === undefined) return { options: result.value, problems: [] }
  return { options, problems: problemsOf(result.issues, options, plugin.options) }
}

/** What is wrong with the options of the plugins of one bot. No plugin is set up for it. */
export async function optionProblems(entries: readonly PluginEntry[]): Promise<readonly Problem[]> {
  const configured = entries.map(toConfigured)
  const names = uniqueNames(configured.map(({ plugin }) => plugin.name))
  const checked = await Promise.all(configured.map(checkOptions))
  return checked.flatMap(({ problems }, i) => withPlugin(names[i] as string, problems))
}

export function withPlugin(plugin: string, problems: readonly Problem[]): readonly Problem[] {
  return problems.map((problem) => ({ plugin, ...problem }))
}

/** Of a plugin that was written for other versions of core. */
function rangeProblem({ core }: AnyPlugin): Problem | undefined {
  if (core === undefined || satisfies(VERSION, core, { includePrerelease: true })) return undefined
  const advice = 'install a version of the plugin for it, or update wechatbot'
  return { path: '', expected: `@wechatbot/core ${core}`, got: `${VERSION}; ${advice}` }
}
