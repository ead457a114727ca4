/** A Store that processes share, and that fails in the ways in which Redis does. */
import { setMaxListeners } from 'node:events'
import type { SharedStore } from '#src/store/fail-open.js'
import { createMemoryStore } from '#src/store/memory.js'
import { pollForEnd } from '#src/store/poll.js'
import type { ClaimOptions, Ended, Store } from '#src/store/types.js'
import { AWAY } from '../store/shared.ts'
import type { Weather } from './plan.ts'
import type { ProcessClock, Random, Timeline } from './timeline.ts'

/** The time that a command may take, and how long a server is left alone after one that failed: as `link.ts` of redis does. */
const COMMAND_MS = 300
const OPEN_MS = 500

type Call = (...all: never[]) => unknown

interface Spell {
  readonly weather: Weather
  readonly on: number | undefined
}

export class SharedMemory {
  store: Store
  readonly #timeline: Timeline
  readonly #random: Random
  readonly #spells = new Set<Spell>()
  /** Commands that a frozen server has been sent. It carries them out when it goes on. */
  #frozen: (() => unknown)[] = []
  /** Until when a process asks no more. */
  readonly #openUntil = new WeakMap<ProcessClock, number>()
  /** Turns that this Store has known. */
  #known = new Set<string>()
  /** No fewer than the fences that it has given. */
  #fences = 0

  constructor(timeline: Timeline, random: Random) {
    this.#timeline = timeline
    this.#random = random
    this.store = createMemoryStore({ clock: timeline })
  }

  empty(): void {
    this.store = createMemoryStore({ clock: this.#timeline })
    this.#known = new Set()
    // Redis takes the time for a fence, so that no fence of before belongs to a new owner.
    for (let fence = 0; fence < this.#fences; fence += 1) {
      void this.store.turns.claim(`before|${fence}`, { leaseMs: 1, ttlMs: 1 })
    }
  }

  async spell(weather: Weather, forMs: number, on: number | undefined): Promise<void> {
    const spell = { weather, on }
    this.#spells.add(spell)
    await this.#timeline.wait(forMs)
    this.#spells.delete(spell)
    if (weather !== 'frozen') return
    const frozen = this.#frozen
    this.#frozen = []
    for (const command of frozen) command()
  }

  /** As one process has it. */
  open(clock: ProcessClock, index: number): SharedStore {
    const guard = <C extends Call>(call: () => C) =>
      ((...all: Parameters<C>) => this.#ask(clock, index, () => call()(...all))) as unknown as C
    const { turns } = this.store
    const look = guard(() => (key: string, options: ClaimOptions) => this.#look(key, options))
    return {
      values: this.#all('values', guard),
      late: this.#all('late', guard),
      sets: this.#all('sets', guard),
      jobs: this.store.jobs,
      turns: {
        ...this.#all('turns', guard),
        claim: guard<typeof turns.claim>(() => (key, options) => {
          this.#known.add(key)
          this.#fences += 1
          return this.store.turns.claim(key, options)
        }),
        report: guard(() => async (key, reply, keptMs, ttlMs) => {
          if (this.#known.has(key)) return
          this.#known.add(key)
          const claim = await this.store.turns.claim(key, { leaseMs: 1, ttlMs })
          if (claim.state === 'run') await this.store.turns.finish(key, claim.fence, reply, keptMs)
        }),
        wait: (key, { leaseMs, ttlMs, signal }) => {
          setMaxListeners(0, signal)
          return pollForEnd(() => look(key, { leaseMs, ttlMs }), signal, clock)
        },
      },
      close: async () => {},
    }
  }

  #all<P extends 'values' | 'late' | 'sets' | 'turns'>(
    part: P,
    guard: (call: () => Call) => Call,
  ): Store[P] {
    const calls = () => this.store[part] as unknown as Record<string, Call>
    const names = Object.keys(calls())
    return Object.fromEntries(
      names.map((name) => [name, guard(() => calls()[name] as Call)]),
    ) as unknown as Store[P]
  }

  /** What one look at a turn says, as the script LOOK of Redis does. */
  async #look(key: string, options: ClaimOptions): Promise<Ended | undefined> {
    this.#known.add(key)
    this.#fences += 1
    const abort = new AbortController()
    const looked = this.store.turns.wait(key, { ...options, signal: abort.signal })
    abort.abort()
    return looked.catch(() => undefined)
  }

  /** The answer of the Store to one command. A process that has ended gets none. */
  async #ask<T>(clock: ProcessClock, index: number, command: () => T): Promise<T> {
    if (clock.isDead) return new Promise<never>(() => {})
    if (this.#timeline.elapsed < (this.#openUntil.get(clock) ?? 0)) throw AWAY
    const { outcome, delayMs } = this.#outcome(index)
    if (outcome === 'later') this.#frozen.push(command)
    const isDone = outcome === 'answered' || outcome === 'lost'
    const answer = isDone ? await command() : undefined
    const waitMs = Math.max(delayMs, clock.awakeAt - this.#timeline.elapsed)
    if (waitMs > 0) await clock.wait(waitMs)
    if (outcome !== 'answered') {
      this.#openUntil.set(clock, this.#timeline.elapsed + OPEN_MS)
      throw AWAY
    }
    return answer as T
  }

  #outcome(index: number): { outcome: 'answered' | 'lost' | 'later' | 'refused'; delayMs: number } {
    const here = [...this.#spells].find(({ on }) => on === undefined || on === index)
    const { below, chance, oneOf } = this.#random
    switch (here?.weather) {
      case 'away':
        return { outcome: 'refused', delayMs: 0 }
      case 'slow':
        return { outcome: 'answered', delayMs: 20 + below(270) }
      case 'frozen':
        return { outcome: 'later', delayMs: COMMAND_MS }
      case 'flaky':
        if (chance(0.6)) return { outcome: 'answered', delayMs: 0 }
        return { outcome: oneOf(['lost', 'refused'] as const), delayMs: COMMAND_MS }
      default:
        return { outcome: 'answered', delayMs: 0 }
    }
  }
}
