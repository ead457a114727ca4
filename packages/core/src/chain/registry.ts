/** Collects handlers and middleware before the chain is composed from them. */

import { WechatBotError } from '../errors.ts'
import { toPredicate } from '../message/filter.ts'
import type { Filter } from '../message/types.ts'
import type { Owner } from './context.ts'
import { PHASES, type Segment } from './entries.ts'
import { toMatcher } from './hears.ts'
import type { Handler, Middleware, Phase, Registrar, TriggerHandler } from './types.ts'

export interface Registration {
  readonly segment: Segment
  readonly registrar: Registrar
}

/**
 * The registrar of one owner. Segments keep the order of plugins, however long a setup takes.
 * @param isOpen false after the first push, when the lists are frozen, and once the bot closes.
 */
export function createRegistration(owner: Owner, isOpen: () => boolean): Registration {
  const segment: Segment = { handlers: [], middleware: [] }
  const assertOpen = (what: string) => {
    if (isOpen()) return
    throw new WechatBotError(
      'ALREADY_STARTED',
      `${what} in "${owner.name}" too late: the bot serves already, or is closed; register handlers before it serves`,
    )
  }
  const on = (filter: Filter, handler: Handler): void => {
    assertOpen('on()')
    const matches = toPredicate(filter)
    const run = asFunction(handler, 'on')
    segment.handlers.push({
      owner,
      registered: { filter },
      mustTry: typeof filter === 'function',
      ask: (message, contextFor) => (matches(message) ? run(contextFor(owner)) : undefined),
    })
  }
  const hears = (trigger: string | RegExp, handler: TriggerHandler): void => {
    assertOpen('hears()')
    const match = toMatcher(trigger)
    const run = asFunction(handler, 'hears')
    segment.handlers.push({
      owner,
      registered: { trigger },
      mustTry: trigger instanceof RegExp,
      ask: (message, contextFor, text) => {
        const found = match(message, text)
        return found && run(contextFor(owner) as Parameters<TriggerHandler>[0], found)
      },
    })
  }
  const use = (middleware: Middleware, place: { readonly phase?: Phase } = {}): void => {
    assertOpen('use()')
    const run = asFunction(middleware, 'use')
    segment.middleware.push({ owner, run, phase: asPhase(place.phase) })
  }
  return { segment, registrar: { on: on as Registrar['on'], hears, use } }
}

function asPhase(phase: Phase = 'around'): Phase {
  if (PHASES.includes(phase)) return phase
  const got = typeof phase === 'string' ? `"${phase}"` : typeof phase
  throw new WechatBotError(
    'BAD_FILTER',
    `use: expected phase to be one of ${PHASES.join(', ')}, got ${got}`,
  )
}

/** @throws WechatBotError BAD_FILTER for a value that is no function. */
export function asFunction<F>(value: F, where: string): F {
  if (typeof value === 'function') return value
  throw new WechatBotError(
    'BAD_FILTER',
    `${where}: expected a function as the last argument, got ${typeof value}`,
  )
}
