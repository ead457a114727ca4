/** What happens in one sweep, as data: a schedule that fails can be made smaller by leaving out its parts. */
import type { LateName } from '#src/late/strategies.js'
import type { OverlapName } from '#src/turn/overlap.js'
import { createRandom, type Random } from './timeline.ts'

/** What the handler of a message does. */
export const KINDS = {
  instant: { afterMs: 0, sentences: 1 },
  short: { afterMs: 3000, sentences: 1 },
  slow: { afterMs: 6000, sentences: 1 },
  slower: { afterMs: 11_000, sentences: 1 },
  slowest: { afterMs: 20_000, sentences: 1 },
  long: { afterMs: 16_000, sentences: 60 },
  none: { afterMs: 6000, sentences: 0 },
  fails: { afterMs: 6000, sentences: 0, isFailing: true },
  grows: { afterMs: 0, sentences: 12, everyMs: 700 },
  growsFar: { afterMs: 2000, sentences: 80, everyMs: 150 },
  growsLate: { afterMs: 8000, sentences: 5, everyMs: 500 },
  growsSoon: { afterMs: 500, sentences: 4, everyMs: 200 },
} as const satisfies Record<string, Work>

export interface Work {
  readonly afterMs: number
  readonly sentences: number
  /** The reply grows by a sentence each time. */
  readonly everyMs?: number
  readonly isFailing?: boolean
}

export type Kind = keyof typeof KINDS

/** One request of WeChat. */
export interface Request {
  /** Of this instance, if it is there. */
  readonly to: number
  /** A proxy answers 504 after this time, and hangs up. */
  readonly cutMs?: number
  /** The bot answers, and WeChat does not get it. */
  readonly isLost?: true
}

export interface Saying {
  readonly at: number
  readonly user: string
  /** Absent for the trigger word. */
  readonly kind?: Kind
  readonly requests: readonly Request[]
}

/** What the Store does meanwhile. */
export type Weather = 'away' | 'slow' | 'flaky' | 'frozen'

export type Fault =
  | { readonly at: number; readonly what: Weather; readonly forMs: number; readonly on?: number }
  | { readonly at: number; readonly what: 'empty' }
  | { readonly at: number; readonly what: 'crash'; readonly on: number; readonly backMs: number }
  | {
      readonly at: number
      readonly what: 'close'
      readonly on: number
      readonly backMs: number
      readonly graceMs: number
    }
  | { readonly at: number; readonly what: 'stall'; readonly on: number; readonly forMs: number }

export interface Plan {
  readonly seed: number
  readonly instances: number
  readonly late: readonly LateName[]
  readonly overlap: OverlapName
  readonly api: 'quick' | 'slow' | 'refuses'
  readonly sayings: readonly Saying[]
  readonly faults: readonly Fault[]
}

/** Which faults a sweep has. What they may cost is in `judge.ts`. */
export type Family = 'calm' | 'lost' | 'store' | 'crash' | 'close' | 'all'

const LATES: readonly (readonly LateName[])[] = [
  ['hold', 'mailbox'],
  ['mailbox'],
  ['customer-service', 'mailbox'],
  ['hold', 'customer-service', 'mailbox'],
]

export function planOf(family: Family, seed: number): Plan {
  const random = createRandom(seed)
  const { below, chance, oneOf } = random
  const instances = 1 + below(2)
  const isQuiet = chance(0.5)
  return {
    ...{ seed, instances },
    late: oneOf(LATES),
    overlap: oneOf(['parallel', 'parallel', 'queue', 'queue', 'latest', 'drop']),
    api: oneOf(['quick', 'quick', 'slow', 'refuses']),
    sayings: Array.from({ length: 2 + below(5) }, () => saying(random, instances, isQuiet)).map(
      (it) => (family === 'lost' ? { ...it, requests: withLosses(it.requests, random) } : it),
    ),
    faults:
      family === 'calm' || family === 'lost' ? stalls(random) : faultsOf(family, random, instances),
  }
}

function withLosses(requests: readonly Request[], { chance }: Random): readonly Request[] {
  return requests.map((it) => (chance(0.2) ? { ...it, isLost: true } : it))
}

function saying({ below, chance, oneOf }: Random, instances: number, isQuiet: boolean): Saying {
  const request = (): Request => {
    const to = below(instances)
    return isQuiet || chance(0.6) ? { to } : { to, cutMs: 100 + below(4800) }
  }
  const kind = chance(0.3) ? undefined : oneOf(Object.keys(KINDS) as Kind[])
  return {
    at: below(25_000),
    user: chance(0.85) ? 'oA' : 'oB',
    ...(kind === undefined ? {} : { kind }),
    requests: [request(), request(), request()],
  }
}

function stalls({ below, chance }: Random): readonly Fault[] {
  return chance(0.2) ? [{ at: below(25_000), what: 'stall', on: 0, forMs: 500 + below(1400) }] : []
}

function faultsOf(
  family: Exclude<Family, 'calm' | 'lost'>,
  random: Random,
  instances: number,
): readonly Fault[] {
  const { below, chance, oneOf } = random
  const on = below(instances)
  const at = () => below(30_000)
  const store = (): Fault =>
    chance(0.15)
      ? { at: at(), what: 'empty' }
      : {
          ...{ at: at(), what: oneOf(['away', 'slow', 'flaky', 'frozen'] as const) },
          ...{ forMs: 200 + below(8000), ...(chance(0.2) ? { on } : {}) },
        }
  const crash = (): Fault => ({ at: at(), what: 'crash', on, backMs: 500 + below(8000) })
  const close = (): Fault => ({
    ...{ at: at(), what: 'close', on, backMs: 100 + below(4000) },
    graceMs: oneOf([5000, 10_000]),
  })
  const one = { store, crash, close, all: () => oneOf([store, store, crash, close])() }
  return Array.from({ length: 1 + below(3) }, one[family])
}
