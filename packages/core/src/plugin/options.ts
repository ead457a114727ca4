/** Checks the options of plugins. All problems are listed at once, with plugin, path, expected and got. */
import { described, type Problem } from '../errors.ts'
import { isRange, satisfies } from '../on-demand.ts'
import { VERSION } from '../version.ts'
import { toConfigured } from './entries.ts'
import { problemsOf } from './issues.ts'
import { uniqueNames } from './scope.ts'
import type { AnyPlugin, ConfiguredPlugin, PluginEntry } from './types.ts'

/** The schema's output for a plugin's options, or their problems. */
export interface Checked {
  readonly options: unknown
  readonly problems: readonly Problem[]
}

/** The checked options of a plugin. Without a schema they stay unchanged. */
export async function checkOptions({ plugin, options }: ConfiguredPlugin): Promise<Checked> {
  const misfit = rangeProblem(plugin)
  if (misfit !== undefined) return { options, problems: [misfit] }
  if (plugin.options === undefined) return { options, problems: [] }
  const standard = plugin.options['~standard']
  const result = await standard.validate(options)
  if (result.issues === undefined) return { options: result.value, problems: [] }
  // "expected an object" would not say which options a plugin without any lacks.
  const { issues = [] } = options === undefined ? await standard.validate({}) : {}
  const isTold = issues.length > 0 && issues.every(({ path = [] }) => path.length > 0)
  const problems = isTold
    ? problemsOf(issues, {}, plugin.options)
    : problemsOf(result.issues, options, plugin.options)
  return { options, problems }
}

/** The problems in the plugin options of one bot. No plugin is set up for this check. */
export async function optionProblems(entries: readonly PluginEntry[]): Promise<readonly Problem[]> {
  const configured = entries.map(toConfigured)
  const names = uniqueNames(configured.map(({ plugin }) => plugin.name))
  const checked = await Promise.all(configured.map(checkOptions))
  return checked.flatMap(({ problems }, i) => withPlugin(names[i] as string, problems))
}

export function withPlugin(plugin: string, problems: readonly Problem[]): readonly Problem[] {
  return problems.map((problem) => ({ plugin, ...problem }))
}

const RANGE = 'the key core to be a range of versions like ">=0.1.0 <1"'

/** The problem of a plugin that was written for other versions of core. */
function rangeProblem({ core }: AnyPlugin): Problem | undefined {
  if (core === undefined) return undefined
  if (typeof core !== 'string' || !isRange(core)) {
    return { path: '', expected: RANGE, got: described(core) }
  }
  if (satisfies(VERSION, core)) return undefined
  const advice = 'install a version of the plugin for it, or update wechatbot'
  return { path: '', expected: `@wechatbot/core ${core}`, got: `${VERSION}; ${advice}` }
}
