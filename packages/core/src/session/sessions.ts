/** The sessions of one bot and of its plugins. Each is registered once, and `check` lists them. */
import type { Clock } from '../clock.ts'
import { type Problem, problemAt, WechatBotError } from '../errors.ts'
import type { Logger } from '../records/log.ts'
import { canReplace, lacking } from '../store/completed.ts'
import { sessionRecord } from '../store/keys.ts'
import type { BasicValues } from '../store/types.ts'
import { createSession } from './session.ts'
import type { OpenSession, SessionInfo, SessionOptions } from './types.ts'

export interface Sessions {
  /**
   * Returns the function that registers sessions of a plugin, or the bot's own without `plugin`.
   * @param owner name and log, for errors and warnings
   */
  readonly of: (
    owner: { readonly name: string; readonly log: Logger },
    plugin?: string,
  ) => OpenSession
  readonly list: () => readonly SessionInfo[]
}

export interface SessionsParts {
  readonly values: BasicValues
  /** The beginning of the account's keys. */
  readonly scope: string
  readonly clock: Clock
  /** Whether sessions may still be registered. */
  readonly isOpen: () => boolean
}

const TTL_MS = 7 * 24 * 60 * 60_000

export function createSessions({ values, scope, clock, isOpen }: SessionsParts): Sessions {
  const all: SessionInfo[] = []
  return {
    list: () => [...all],
    of: (owner, plugin) => {
      const names = new Set<string>()
      return (options) => {
        const { name, initial, ttlMs = TTL_MS, schema } = checked(options, owner.name)
        const title = `session "${name}" of "${owner.name}"`
        if (!isOpen()) {
          throw new WechatBotError(
            'ALREADY_STARTED',
            `${title} too late: the bot serves already, or is closed; register it once, before it serves`,
          )
        }
        if (names.has(name)) {
          throw new WechatBotError('BAD_SESSION', `${title}: expected another name, got it again`)
        }
        if (!canReplace(values)) throw lacking(title, 'values.entry and values.replace')
        names.add(name)
        all.push({ plugin: owner.name, name, ttlMs, hasSchema: schema !== undefined })
        const keyOf = (openid: string) => sessionRecord(scope, plugin, name, openid)
        const { log } = owner
        return createSession({ name, initial, ttlMs, schema, title, keyOf, values, clock, log })
      }
    },
  }
}

/** @throws WechatBotError BAD_SESSION with all problems. */
function checked<T>(options: SessionOptions<T>, owner: string): SessionOptions<T> {
  const { name, initial, ttlMs, schema } = (options ?? {}) as Partial<SessionOptions<T>>
  const problems: Problem[] = []
  const expect = (isSo: boolean, path: string, expected: string, value: unknown) => {
    if (!isSo) problems.push(problemAt([path], expected, value))
  }
  expect(typeof name === 'string' && name !== '', 'name', 'a text', name)
  expect(typeof initial === 'function', 'initial', 'a function that makes a state', initial)
  const isWhole = ttlMs === undefined || (Number.isSafeInteger(ttlMs) && ttlMs > 0)
  expect(isWhole, 'ttlMs', 'whole milliseconds above 0', ttlMs)
  const isSchema = schema === undefined || typeof schema?.['~standard']?.validate === 'function'
  expect(isSchema, 'schema', 'a Standard Schema', schema)
  if (problems.length === 0) return options
  const texts = problems.map(
    ({ path, expected, got }) => `${path}: expected ${expected}, got ${got}`,
  )
  throw new WechatBotError('BAD_SESSION', `session of "${owner}": ${texts.join('; ')}`, {
    problems,
  })
}
