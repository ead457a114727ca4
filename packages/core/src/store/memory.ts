/**
 * The Store of one process. It has the same contract as any other, but its content ends with the
 * process. It is limited: beyond the limits it forgets the oldest finished turns and bindings,
 * never a running turn.
 */
import { type Clock, systemClock, type Timer } from '../clock.ts'
import { digestNumber } from '../crypto/digest.ts'
import type { Reply } from '../reply/types.ts'
import { Bindings } from './bindings.ts'
import { createJobs } from './create-jobs.ts'
import { Expiring } from './expiring.ts'
import { FinishedTurns } from './finished-turns.ts'
import { Generations } from './generations.ts'
import { createMemoryJobs } from './memory-jobs.ts'
import { createMemorySets } from './memory-sets.ts'
import { createMemoryValues } from './memory-values.ts'
import {
  type Claim,
  type ClaimOptions,
  type Ended,
  type LateReply,
  MAX_VANISHED,
  type Progress,
  type Store,
} from './types.ts'

const MAX_TURNS = 100_000

/** A turn that is not finished. */
interface TurnRecord {
  /** The digest of its key. */
  readonly digest: number
  fence: number
  attempts: number
  /** A time of the monotonic clock, in whole milliseconds. */
  leaseEnds: number
  ends: number
  /** How many owners ran the turn when their lease ended. */
  vanished: number
  phase: Progress
  /** Made when another attempt waits. Most turns are never waited for. */
  waiters: Set<() => void> | undefined
}

/** A late reply and the time at which it expires. */
type Waiting = LateReply & { readonly ends: number }

export interface MemoryStoreOptions {
  /** @default the machine's clock */
  readonly clock?: Clock
  /** @default 100000 */
  readonly maxTurns?: number
  /** Milliseconds between the tries of a job, for tests. @default 5 s, 30 s, 5 min */
  readonly jobRetriesMs?: readonly number[]
}

export function createMemoryStore(options: MemoryStoreOptions = {}): Store {
  const clock = options.clock ?? systemClock
  const now = () => Math.floor(clock.monotonic())
  const maxTurns = options.maxTurns ?? MAX_TURNS
  const running = new Generations<TurnRecord>(maxTurns, ({ leaseEnds }) => leaseEnds > now())
  const finished = new FinishedTurns(clock, now, maxTurns)
  const bindings = new Bindings(now)
  const { clear: clearValues, ...values } = createMemoryValues(now)
  const { clear: clearSets, ...sets } = createMemorySets(now)
  const { clear: clearJobs, ...table } = createMemoryJobs(() => clock.now())
  const { stop, ...jobs } = createJobs({
    ...{ table, clock, isShared: false },
    retriesMs: options.jobRetriesMs,
  })
  const late = new Expiring<readonly Waiting[]>(now)
  // One count for all turns: a fence must belong to one owner only, even after its turn is forgotten.
  let lastFence = 0
  const nextFence = () => {
    lastFence += 1
    return lastFence
  }
  const begin = (key: string, digest: number, now: number, leaseMs: number, ttlMs: number) => {
    const turn: TurnRecord = {
      digest,
      fence: nextFence(),
      attempts: 1,
      leaseEnds: now + leaseMs,
      ends: now + ttlMs,
      vanished: 0,
      phase: 'running',
      waiters: undefined,
    }
    running.set(key, turn)
    return { state: 'run', fence: turn.fence, attempt: 1 } as const
  }

  const claim = (key: string, { leaseMs, ttlMs, signature }: ClaimOptions): Claim => {
    const digest = digestNumber(key)
    if (signature !== undefined && !bindings.bind(digestNumber(signature), digest, ttlMs)) {
      return { state: 'replay' }
    }
    const at = now()
    const known = running.get(key)
    if (known === undefined || isForgotten(known, at)) {
      return finished.recall(digest, 1) ?? begin(key, digest, at, leaseMs, ttlMs)
    }
    known.attempts += 1
    return take(known, at, leaseMs) ?? { state: 'wait', attempt: known.attempts }
  }

  const finish = (key: string, fence: number, reply: Reply, keptMs: number): boolean => {
    const turn = running.get(key)
    if (turn === undefined || turn.fence !== fence) return false
    const { digest, ends, attempts } = turn
    finished.add(digest, { reply, attempts, ends, keptMs })
    running.delete(key)
    for (const wake of turn.waiters ?? []) wake()
    return true
  }

  /** Waits until the turn is done, or until it can be taken over. */
  const wait: Store['turns']['wait'] = async (key, { leaseMs, ttlMs, signal }) => {
    for (;;) {
      signal.throwIfAborted()
      const at = now()
      const turn = running.get(key)
      if (turn === undefined) {
        const digest = digestNumber(key)
        return finished.recall(digest, 0) ?? begin(key, digest, at, leaseMs, ttlMs)
      }
      const claimed = take(turn, at, leaseMs)
      if (claimed !== undefined) return claimed
      turn.waiters ??= new Set()
      await wokenOrAfter(clock, turn.waiters, turn.leaseEnds - at, signal)
    }
  }

  const waiting = (box: string): readonly Waiting[] =>
    late.get(box)?.filter(({ ends }) => ends > now()) ?? []
  const keepWaiting = (box: string, replies: readonly Waiting[]): void => {
    const last = Math.max(...replies.map(({ ends }) => ends))
    if (replies.length === 0) late.delete(box)
    else late.set(box, replies, last - now())
  }

  return {
    values,
    sets,
    jobs,
    turns: {
      bind: async (signature, owner, ttlMs) =>
        bindings.bind(digestNumber(signature), digestNumber(owner), ttlMs),
      leaveOpen: async (signature, withinMs, ttlMs) =>
        bindings.leaveOpen(digestNumber(signature), withinMs, ttlMs),
      claim,
      renew: async (key, fence, leaseMs, progress = 'running') => {
        const turn = running.get(key)
        if (turn === undefined || turn.fence !== fence) return false
        turn.leaseEnds = now() + leaseMs
        turn.phase = progress
        return true
      },
      finish,
      wait,
    },
    late: {
      put: async (box, reply, ttlMs) => {
        const others = waiting(box).filter(({ id }) => id !== reply.id)
        keepWaiting(box, [...others, { ...reply, ends: now() + ttlMs }])
      },
      list: (box) => waiting(box).map(withoutEnd),
      remove: async (box, id) => {
        const before = waiting(box)
        const rest = before.filter((reply) => reply.id !== id)
        if (rest.length !== before.length) keepWaiting(box, rest)
        return rest.length !== before.length
      },
    },
    close: async () => {
      clearJobs()
      void stop()
      clearValues()
      clearSets()
      late.clear()
      finished.clear()
    },
  }

  /** The result for a turn that is not finished; undefined while another owner runs it. */
  function take(turn: TurnRecord, now: number, leaseMs: number): Ended | undefined {
    if (turn.leaseEnds > now) return undefined
    if (turn.phase === 'running') turn.vanished += 1
    turn.phase = 'running'
    turn.fence = nextFence()
    turn.leaseEnds = now + leaseMs
    const state = turn.vanished >= MAX_VANISHED ? 'poison' : 'run'
    return { state, fence: turn.fence, attempt: turn.attempts }
  }
}

/** Never true while the owner renews the turn: it would get a second owner. */
function isForgotten(turn: TurnRecord, now: number): boolean {
  return turn.ends <= now && turn.leaseEnds <= now
}

function wokenOrAfter(
  clock: Clock,
  waiters: Set<() => void>,
  ms: number,
  signal: AbortSignal,
): Promise<void> {
  return new Promise((resolve) => {
    let timer: Timer
    const wake = () => {
      clock.clearTimeout(timer)
      waiters.delete(wake)
      signal.removeEventListener('abort', wake)
      resolve()
    }
    timer = clock.setTimeout(wake, Math.max(1, ms))
    waiters.add(wake)
    signal.addEventListener('abort', wake)
  })
}

function withoutEnd({ id, reply, storedAt }: LateReply): LateReply {
  return { id, reply, storedAt }
}
