/** Rules and texts of a shop's size and more, always the same: for cost.spec.ts and scripts/cost.mjs. */
import type { Context, Handler, MessageOf, Scope } from '@wechatbot/core'
import keyword, { type Rule } from '@wechatbot/plugin-keyword'

export const WORKLOADS = ['exact', 'contains', 'prefix', 'mixed'] as const
export type Workload = (typeof WORKLOADS)[number]

/**
 * As many characters as a newspaper uses. How often the nth is used goes by 1/n, as in any language
 * (Zipf).
 */
const CHARACTERS = Array.from({ length: 3500 }, (_, i) => String.fromCodePoint(0x4e00 + i))

/** Every so manyth text has one of the first rules' words, which all numbers of rules have. */
const HIT_EVERY = 3

const MODES = ['exact', 'contains', 'prefix'] as const

export function createRules(workload: Workload, count: number): readonly Rule[] {
  const random = createRandom(7)
  const words = new Set<string>()
  while (words.size < count) words.add(createText(random, 3, 8))
  return [...words].map((match, i) => ({
    match,
    reply: { type: 'text', content: match },
    mode: workload === 'mixed' ? (MODES[i % MODES.length] as Rule['mode']) : workload,
    priority: 0,
    kinds: ['text'],
    unsafe: false,
  }))
}

/** As long as messages are: up to 40 characters. */
export function createTexts(workload: Workload, count: number): readonly string[] {
  const random = createRandom(99)
  const words = createRules(workload, 100).map(({ match }) => String(match))
  return Array.from({ length: count }, (_, i) => {
    if (i % HIT_EVERY > 0) return createText(random, 4, 40)
    const word = words[i % words.length] as string
    return workload === 'exact' ? word : word + createText(random, 1, 32)
  })
}

export interface Cost {
  readonly rules: number
  /** For one message, the median of all rounds. */
  readonly microseconds: number
  readonly buildMs: number
  /** Of the index, without the rules themselves; NaN without `--expose-gc`. */
  readonly megabytes: number
}

/**
 * What a message costs the plugin, from the call of its handler to the reply, for each number of
 * rules. The rounds of all of them are interleaved, so that what else the machine does hits all
 * alike.
 */
export async function measure(
  workload: Workload,
  counts: readonly number[],
  rounds: number,
): Promise<readonly Cost[]> {
  const contexts = createTexts(workload, 1000).map(
    (Content) => ({ message: { kind: 'text', Content } }) as Context<MessageOf<'text'>>,
  )
  const candidates = counts.map((rules) => ({
    rules,
    ...setUp(createRules(workload, rules)),
    times: [] as number[],
  }))
  for (let round = 0; round < rounds; round += 1) {
    for (const { handler, times } of candidates) {
      const start = performance.now()
      for (const ctx of contexts) await handler(ctx)
      times.push(((performance.now() - start) / contexts.length) * 1000)
    }
  }
  return candidates.map(({ rules, buildMs, megabytes, times }) => {
    const microseconds = times.toSorted((a, b) => a - b)[Math.floor(rounds / 2)] as number
    return { rules, microseconds, buildMs, megabytes }
  })
}

function setUp(rules: readonly Rule[]) {
  const handlers: Handler[] = []
  const scope = {
    log: { warn: () => {}, debug: () => {} },
    onClose: () => {},
    on: (_: unknown, handler: Handler) => void handlers.push(handler),
  } as unknown as Scope
  const options = { rules: [...rules], watch: false, recognition: false } as const
  const before = used()
  const start = performance.now()
  keyword.setup(scope, options as never)
  const buildMs = performance.now() - start
  return { handler: handlers[0] as Handler, buildMs, megabytes: (used() - before) / 1e6 }
}

function used(): number {
  const { gc } = globalThis as { gc?: () => void }
  if (gc === undefined) return Number.NaN
  gc()
  const { heapUsed, arrayBuffers } = process.memoryUsage()
  return heapUsed + arrayBuffers
}

function createText(random: () => number, least: number, most: number): string {
  const length = least + Math.floor(random() * (most - least + 1))
  const pick = () => CHARACTERS[Math.floor(CHARACTERS.length ** random()) - 1]
  return Array.from({ length }, pick).join('')
}

/** From 0 up to, not including, 1; the same for the same seed (mulberry32). */
function createRandom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
