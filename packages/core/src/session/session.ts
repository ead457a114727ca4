/** One session: reads its users' states, and writes them so that no message's change is lost. */
import type { StandardSchemaV1 } from '@standard-schema/spec'
import { type Clock, waitFor } from '../clock.ts'
import { described, issuePath, type Problem, pathText, WechatBotError } from '../errors.ts'
import { createSparseWarning, type Logger } from '../records/log.ts'
import { RenewedMap } from '../store/renewed-map.ts'
import type { Entry, Values } from '../store/types.ts'
import { toKept } from './state.ts'
import type { Session, SessionUser } from './types.ts'

export interface SessionParts<T> {
  readonly name: string
  readonly initial: () => T
  readonly ttlMs: number
  readonly schema: StandardSchemaV1<unknown, T> | undefined
  /** The name of the session in errors. */
  readonly title: string
  readonly keyOf: (openid: string) => string
  readonly values: Values
  readonly clock: Clock
  readonly log: Logger
}

/** How long a write is tried again while other writers are quicker. */
const BUSY_MS = 5000
/** The pause after another process was quicker: longer than reading and writing take. */
const RETRY_MS = 10
/** Clearing writes an empty record for a moment: a deletion would not reject while the Store is away. */
const CLEARED_MS = 1000

/** A state in the Store. Without `state` it is cleared. */
interface Kept {
  readonly state?: unknown
}

/** The writers of one user's state in this process. */
interface Race {
  writers: number
  wins: number
}

type Checked = { readonly state: unknown } | { readonly problems: readonly Problem[] }

export function createSession<T>(parts: SessionParts<T>): Session<T> {
  const { name, initial, ttlMs, schema, title, keyOf, values, clock, log } = parts
  const warnSparsely = createSparseWarning(log, clock)
  const races = new RenewedMap<string, Race>()

  const bad = (text: string, problems: readonly Problem[] = []): WechatBotError =>
    new WechatBotError('BAD_SESSION', `${title}: ${text}`, { problems })

  const openidOf = (user: SessionUser): string => {
    const openid: unknown = typeof user === 'string' ? user : user?.from
    if (typeof openid === 'string' && openid !== '') return openid
    throw bad(`expected a context or an OpenID, got ${described(user)}`)
  }

  const check = async (state: unknown): Promise<Checked> => {
    if (schema === undefined) return { state }
    const result = await schema['~standard'].validate(state)
    if (result.issues === undefined) return { state: result.value }
    return { problems: result.issues.map(toProblem) }
  }

  /** The state of an entry. Other code may have written the entry. Then only this user's state is lost. */
  const stateOf = async (openid: string, entry: Entry | undefined): Promise<T> => {
    if (entry === undefined) return initial()
    const kept = toRecord(entry.value)
    if (kept !== undefined && !Object.hasOwn(kept, 'state')) return initial()
    const checked: Checked = kept === undefined ? { problems: [] } : await check(kept.state)
    if ('state' in checked) return checked.state as T
    const paths = checked.problems.map(({ path }) => path)
    warnSparsely('BAD_SESSION', { session: name, openid, paths }, 'state does not fit, begun anew')
    return initial()
  }

  /** @throws WechatBotError BAD_SESSION with paths, but without any word of a user. */
  const kept = async (given: unknown): Promise<Required<Kept>> => {
    const checked = await check(given)
    if ('problems' in checked) {
      const paths = checked.problems.map(({ path }) => path || 'the state').join(', ')
      throw bad(`the schema refuses ${paths}`, checked.problems)
    }
    const written = toKept(checked.state)
    if ('state' in written) return written
    const { path, expected, got } = written.problem
    throw bad(`${path || 'the state'}: expected ${expected}, got ${got}`, [written.problem])
  }

  /** Writes until no other writer has come between reading the entry and writing it. */
  const write = async <K extends Kept>(
    openid: string,
    next: (entry: Entry | undefined) => K | Promise<K>,
    keptMs = ttlMs,
  ): Promise<K> => {
    const key = keyOf(openid)
    const race = races.get(key) ?? { writers: 0, wins: 0 }
    races.set(key, race)
    race.writers += 1
    const endsAt = clock.monotonic() + BUSY_MS
    try {
      for (;;) {
        const { wins } = race
        const entry = await values.entry(key)
        const it = await next(entry)
        if (await values.replace(key, it, entry?.version, keptMs)) {
          race.wins += 1
          return it
        }
        if (clock.monotonic() >= endsAt) throw busy(title)
        // If another message of this process was quicker, one writer less remains, so this one need
        // not wait.
        if (race.wins === wins) await waitFor(clock, RETRY_MS)
      }
    } finally {
      race.writers -= 1
      if (race.writers === 0) races.delete(key)
    }
  }

  return {
    name,
    get: async (user) => {
      const openid = openidOf(user)
      return stateOf(openid, await values.entry(keyOf(openid)))
    },
    set: async (user, state) => {
      const openid = openidOf(user)
      const it = await kept(state)
      await write(openid, () => it)
    },
    update: async (user, change) => {
      const openid = openidOf(user)
      const { state } = await write(openid, async (entry) => {
        const changed = await change(await stateOf(openid, entry))
        if (changed !== undefined) return kept(changed)
        throw bad('the function of update() returned undefined; return the new state')
      })
      return state as T
    },
    clear: async (user) => {
      await write(openidOf(user), () => ({}), CLEARED_MS)
    },
  }
}

function toRecord(value: unknown): Kept | undefined {
  const isRecord = typeof value === 'object' && value !== null && !Array.isArray(value)
  return isRecord ? (value as Kept) : undefined
}

/** The problem without the value, which a user may have written. */
function toProblem(issue: StandardSchemaV1.Issue): Problem {
  return { path: pathText(issuePath(issue)), expected: issue.message, got: 'something else' }
}

function busy(title: string): WechatBotError {
  return new WechatBotError(
    'SESSION_BUSY',
    `${title}: not written, others were quicker for ${BUSY_MS / 1000} s; let fewer messages write it, or write less often`,
  )
}
