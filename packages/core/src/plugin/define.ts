/** Functions that make plugins. */
import type { StandardSchemaV1 } from '@standard-schema/spec'
import { didYouMean, WechatBotError } from '../errors.ts'
import type { AnyPlugin, CallablePlugin, ConfiguredPlugin, Scope, SetupResult } from './types.ts'

/**
 * Gives a plugin its types, and makes it callable: `keyword({ rules })` is the plugin with its
 * options. A setup gets the output of the schema, with defaults filled in.
 *
 * @throws WechatBotError BAD_PLUGIN when the object has another key than those of a plugin, or lacks its name.
 *
 * @example
 * ```ts
 * export default definePlugin({
 *   name: 'shop-hours',
 *   options: v.optional(v.object({ text: v.optional(v.string(), '9:00-21:00') }), {}),
 *   setup(scope, options) {
 *     scope.hears('营业时间', () => options.text)
 *   },
 * })
 * ```
 */
export function definePlugin<
  Schema extends StandardSchemaV1 = StandardSchemaV1<unknown, unknown>,
  S extends object = object,
>(plugin: {
  readonly name: string
  readonly core?: string
  readonly options?: Schema
  readonly setup: (
    scope: Scope<S>,
    options: StandardSchemaV1.InferOutput<Schema>,
  ) => SetupResult | Promise<SetupResult>
}): CallablePlugin<StandardSchemaV1.InferInput<Schema>, StandardSchemaV1.InferOutput<Schema>, S> {
  const configure = (options?: unknown): ConfiguredPlugin<S> => ({
    plugin: configure as unknown as AnyPlugin<S>,
    options,
  })
  assertNoMisspelling(plugin)
  // Not Object.assign: it cannot set a function's name, which is read-only.
  for (const [key, value] of Object.entries(plugin)) {
    Object.defineProperty(configure, key, { value, enumerable: true })
  }
  return configure as never
}

const KEYS = ['name', 'core', 'options', 'setup'] as const satisfies (keyof AnyPlugin)[]

/** A function has a name of its own, so a plugin without one would be called like {@link definePlugin}'s. */
function assertNoMisspelling(plugin: { readonly name?: unknown }): void {
  const known: readonly string[] = KEYS
  const [unknown] = Object.keys(plugin).filter((key) => !known.includes(key))
  if (unknown !== undefined) throw badPlugin(`the key "${unknown}"${didYouMean(unknown, KEYS)}`)
  if (typeof plugin.name !== 'string' || plugin.name === '') throw badPlugin('no name')
}

function badPlugin(got: string): WechatBotError {
  return new WechatBotError(
    'BAD_PLUGIN',
    `definePlugin: expected { name, core?, options?, setup }, got ${got}`,
  )
}
