/** The scope of a plugin, and the list of calls that undo its registrations. */
import type { AccountInfo } from '../account.ts'
import type { Api } from '../api/types.ts'
import type { Owner } from '../chain/context.ts'
import type { Segment } from '../chain/entries.ts'
import { asFunction, createRegistration } from '../chain/registry.ts'
import type { Clock } from '../clock.ts'
import type { Scheduler } from '../jobs/scheduler.ts'
import type { createRecorder } from '../records/metric.ts'
import type { Observers } from '../records/observers.ts'
import type { Sessions } from '../session/sessions.ts'
import type { Values } from '../store/types.ts'
import type { Dispose, Scope } from './types.ts'
import { undoAll } from './undo.ts'

export interface PluginScope {
  readonly scope: Scope
  readonly segment: Segment
  /** Whether a function waits for the close: of the plugin, or of an observer. */
  readonly hasUndo: () => boolean
  /** Runs the whole undo list once, in reverse. @param late see {@link undoAll}. */
  readonly close: (late: Promise<void>[]) => Promise<void>
}

/** The parts of the bot that scopes need. */
export interface ScopeParts {
  readonly account: AccountInfo
  readonly api: () => Api
  /** Whether handlers may still be registered. */
  readonly isOpen: () => boolean
  readonly sessions: Sessions
  readonly scheduler: Pick<Scheduler, 'of'>
  readonly clock: Clock
  readonly timeZone: string
  readonly folder: string
  readonly observers: Observers
  readonly recorder: ReturnType<typeof createRecorder>
}

export function createScope(owner: Owner, parts: ScopeParts): PluginScope {
  const { account, api, isOpen, sessions, scheduler, clock, observers, recorder } = parts
  const { segment, registrar } = createRegistration(owner, isOpen)
  const undo: Dispose[] = []
  const scope: Scope = {
    ...registrar,
    ...scheduler.of(owner, owner.name),
    clock,
    timeZone: parts.timeZone,
    folder: parts.folder,
    log: owner.log,
    store: owner.store,
    session: sessions.of(owner, owner.name),
    account,
    get api() {
      return api()
    },
    observe: (observe) => {
      undo.push(observers.add(asFunction(observe, 'observe'), owner.log))
    },
    record: recorder(owner.log),
    onClose: (dispose) => void undo.push(asFunction(dispose, 'onClose')),
  }
  return {
    scope,
    segment,
    hasUndo: () => undo.length > 0,
    close: async (late) => {
      await undoAll(undo.splice(0).reverse(), { clock, log: owner.log }, late)
      segment.handlers.length = 0
      segment.middleware.length = 0
    },
  }
}

/** A part of a store's values. Their keys begin with `prefix`, which the plugin does not see. */
export function scopedValues(values: Values, prefix: string): Values {
  return {
    get: (key) => values.get(prefix + key),
    set: (key, value, ttlMs) => values.set(prefix + key, value, ttlMs),
    delete: (key) => values.delete(prefix + key),
    setIfAbsent: (key, value, ttlMs) => values.setIfAbsent(prefix + key, value, ttlMs),
    entry: (key) => values.entry(prefix + key),
    replace: (key, value, version, ttlMs) => values.replace(prefix + key, value, version, ttlMs),
  }
}

/** `keyword`, `keyword#2`, ...: every plugin of a bot gets a name of its own. */
export function uniqueNames(names: readonly string[]): readonly string[] {
  const taken = new Set<string>()
  return names.map((name) => {
    let unique = name
    for (let count = 2; taken.has(unique); count += 1) unique = `${name}#${count}`
    taken.add(unique)
    return unique
  })
}
