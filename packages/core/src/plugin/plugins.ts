/** The plugins of one bot: set up in order, closed in reverse. */

import type { Owner } from '../chain/context.ts'
import type { Segment } from '../chain/entries.ts'
import { valueKeys } from '../store/keys.ts'
import type { Values } from '../store/types.ts'
import { assertCoreRange, checkOptions, toConfigured } from './options.ts'
import { createScope, type ScopeParts, scopedValues, uniqueNames } from './scope.ts'
import type { ConfiguredPlugin, PluginEntry, Scope } from './types.ts'

export interface Plugins {
  readonly names: readonly string[]
  /** As checked, defaults filled in. Complete when `ready` resolves. */
  readonly options: readonly unknown[]
  /** What each registered, in the order of the list. Complete when `ready` resolves. */
  readonly segments: readonly Segment[]
  /** Rejects with what the first failing setup threw. */
  readonly ready: Promise<void>
  readonly close: () => Promise<void>
}

/** Starts the setup of all plugins, one after the other. */
export function createPlugins(
  entries: readonly PluginEntry[],
  parts: ScopeParts & {
    readonly bot: Owner
    readonly values: Values
    /** What the account's keys of the Store begin with. */
    readonly storeScope: string
  },
): Plugins {
  const configured = entries.map(toConfigured)
  const names = uniqueNames(configured.map(({ plugin }) => plugin.name))
  const scopes = names.map((name) => {
    const log = parts.bot.log.child({ plugin: name })
    const store = scopedValues(parts.values, valueKeys.pluginPrefix(parts.storeScope, name))
    return createScope({ name, log, store }, parts)
  })
  const options: unknown[] = []
  const setUpAll = async () => {
    for (const [i, { scope }] of scopes.entries()) {
      options.push(await setUp(configured[i] as ConfiguredPlugin, scope))
    }
  }
  const ready = setUpAll()
  // The caller awaits this; a rejection that nobody awaits must not end the process.
  ready.catch((err: unknown) => parts.bot.log.error({ err }, 'plugin setup failed'))
  return {
    names,
    options,
    segments: scopes.map(({ segment }) => segment),
    ready,
    close: async () => {
      await ready.catch(() => {})
      for (const [i, scope] of [...scopes.entries()].reverse()) {
        for (const err of await scope.close()) {
          parts.bot.log.error({ err, plugin: names[i] }, 'plugin close failed')
        }
      }
    },
  }
}

/** Returns the options as checked. */
async function setUp({ plugin, options }: ConfiguredPlugin, scope: Scope): Promise<unknown> {
  assertCoreRange(plugin)
  const checked = await checkOptions(plugin, options)
  // The schema vouches for the options; a plugin without one takes what comes.
  const dispose = await plugin.setup.call(plugin, scope, checked as never)
  if (typeof dispose === 'function') scope.onClose(dispose)
  return checked
}
