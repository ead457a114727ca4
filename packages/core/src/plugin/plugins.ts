/** The plugins of one bot. They are set up in order and closed in reverse. */

import type { Owner } from '../chain/context.ts'
import type { Segment } from '../chain/entries.ts'
import { assertNoProblems, described, WechatBotError } from '../errors.ts'
import { valueKeys } from '../store/keys.ts'
import type { Values } from '../store/types.ts'
import { entryProblem, toConfigured } from './entries.ts'
import { checkOptions, withPlugin } from './options.ts'
import { warnOfFiles } from './reply-files.ts'
import {
  createScope,
  type PluginScope,
  type ScopeParts,
  scopedValues,
  uniqueNames,
} from './scope.ts'
import type { AnyPlugin, ConfiguredPlugin, Dispose, PluginEntry, Scope } from './types.ts'

export interface Plugins {
  readonly names: readonly string[]
  /** The checked options, with defaults filled in. Complete when `ready` resolves. */
  readonly options: readonly unknown[]
  /** The registrations of each plugin, in the order of the list. Complete when `ready` resolves. */
  readonly segments: readonly Segment[]
  /** The plugin whose setup runs, or has failed. */
  readonly settingUp: () => string | undefined
  /** Rejects with the error of the first failing setup. */
  readonly ready: Promise<void>
  readonly close: () => Promise<void>
}

/**
 * Checks the options of all plugins, then runs their setups one after the other.
 * @throws WechatBotError BAD_PLUGIN that lists every entry that is no plugin.
 */
export function createPlugins(
  entries: readonly PluginEntry[],
  parts: ScopeParts & {
    readonly bot: Owner
    readonly values: Values
    /** The beginning of the account's keys in the Store. */
    readonly storeScope: string
  },
): Plugins {
  const what = `bot "${parts.bot.name}"`
  const problems = entries.flatMap(
    (entry, i) => entryProblem(entry, ['plugins', i], entries[i - 1]) ?? [],
  )
  assertNoProblems(what, problems, 'BAD_PLUGIN')
  const configured = entries.map(toConfigured)
  const names = uniqueNames(configured.map(({ plugin }) => plugin.name))
  const scopes = names.map((name) => {
    const log = parts.bot.log.child({ plugin: name })
    const store = scopedValues(parts.values, valueKeys.pluginPrefix(parts.storeScope, name))
    return createScope({ name, log, store }, parts)
  })
  const options: unknown[] = []
  let current: string | undefined
  const setUpAll = async () => {
    const checked = await Promise.all(configured.map(checkOptions))
    const wrong = checked.flatMap((each, i) => withPlugin(names[i] as string, each.problems))
    assertNoProblems(what, wrong, 'BAD_PLUGIN')
    options.push(...checked.map((each) => each.options))
    for (const [i, own] of scopes.entries()) {
      current = names[i]
      warnOfName(configured, i, own.scope)
      await setUp(configured[i] as ConfiguredPlugin, own, options[i], current as string)
    }
    current = undefined
  }
  const ready = setUpAll()
  // The caller awaits this. A rejection that nobody awaits must not end the process.
  ready.catch((err: unknown) =>
    parts.bot.log.error({ err, ...(current && { plugin: current }) }, 'plugin setup failed'),
  )
  return {
    names,
    options,
    settingUp: () => current,
    segments: scopes.map(({ segment }) => segment),
    ready,
    close: async () => {
      await ready.catch(() => {})
      const late: Promise<void>[] = []
      for (const scope of [...scopes].reverse()) await scope.close(late)
      await Promise.all(late)
    },
  }
}

/**
 * The same plugin may stand in the list twice. Two plugins of one name are told apart by their places alone, so that
 * another order gives each the sessions and jobs of the other.
 */
function warnOfName(all: readonly ConfiguredPlugin[], index: number, { log }: Scope): void {
  const plugin = all[index]?.plugin
  const first = all.find((each) => each.plugin.name === plugin?.name)?.plugin
  if (first === plugin) return
  log.warn(
    `another plugin before it is named "${plugin?.name}", too: in another order each reads what the other has kept; give one of them another name`,
  )
}

async function setUp(
  { plugin }: ConfiguredPlugin,
  { scope, hasUndo }: PluginScope,
  options: unknown,
  name: string,
): Promise<void> {
  try {
    warnOfFiles(scope, options)
    // The schema guarantees the options' type. A plugin without a schema takes any options.
    const dispose = disposeOf(name, await plugin.setup.call(plugin, scope, options as never))
    if (dispose !== undefined) scope.onClose(dispose)
    else if (!hasUndo()) warnOfUnused(plugin, scope)
  } catch (cause) {
    // Core's error about a plugin's call does not name the plugin.
    if (!(cause instanceof WechatBotError) || cause.code !== 'BAD_FILTER') throw cause
    throw new WechatBotError(cause.code, `plugin "${name}": ${cause.message}`, { cause })
  }
}

const DISPOSE = 'nothing or a function that runs when the bot closes'

/**
 * Other values are what the last call of a short setup returned: a list is that of Promise.all. An object may be one
 * that wants to be closed.
 * @throws WechatBotError BAD_PLUGIN for an object that is no list.
 */
function disposeOf(name: string, result: unknown): Dispose | undefined {
  if (typeof result === 'function') return result as Dispose
  if (typeof result !== 'object' || result === null || Array.isArray(result)) return undefined
  throw new WechatBotError(
    'BAD_PLUGIN',
    `plugin "${name}": setup: expected ${DISPOSE}, got ${described(result)}`,
  )
}

/** Names under which other frameworks look for a function that closes a plugin. */
const CLOSERS = ['dispose', 'close', 'onClose', 'destroy', 'stop', 'teardown']

function warnOfUnused(plugin: AnyPlugin, { log }: Scope): void {
  const unused = CLOSERS.find(
    (key) => typeof (plugin as unknown as Record<string, unknown>)[key] === 'function',
  )
  if (unused === undefined) return
  log.warn(
    `nothing calls ${unused}() of the plugin: return it from setup, or pass it to scope.onClose`,
  )
}
