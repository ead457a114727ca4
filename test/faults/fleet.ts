/** Four instances over one Redis, each a process of its own. */
import { hasRedis, type RedisServer, startRedis } from '#redis-server'
import { type BotOptions, type FaultBot, startBot } from './bot.js'
import type { Fault } from './row.js'

export const INSTANCES = 4

export interface FleetOptions extends Omit<BotOptions, 'store' | 'port'> {
  /** Of one instance each, over what all have. */
  readonly each?: readonly BotOptions[]
  /** The instances start while it is away. */
  readonly isRedisAway?: boolean
}

export interface Fleet extends Instances {
  readonly redis: RedisServer
}

export interface Instances {
  /** Who serves now; a replaced one is where its predecessor was. */
  readonly bots: readonly FaultBot[]
  /** How often each message has run, over all instances there have been. */
  readonly runs: () => ReadonlyMap<string, number>
  /** Lines of all logs. */
  readonly log: () => readonly Record<string, unknown>[]
  /** Starts another at the same port, once the one there has ended. */
  readonly replace: (index: number) => Promise<void>
  /** Ends everything, also what is frozen. */
  readonly stop: () => Promise<void>
}

export async function startFleet(options: FleetOptions = {}): Promise<Fleet> {
  const { isRedisAway = false, ...rest } = options
  const redis = await startRedis()
  if (isRedisAway) await redis.kill()
  const fleet = await startOver(redis, rest)
  return { ...fleet, redis }
}

/** The instances, over any store. */
export async function startOver(
  store: { readonly url: string; readonly close: () => Promise<void> },
  options: Omit<FleetOptions, 'isRedisAway'>,
  count = INSTANCES,
): Promise<Instances> {
  const { each = [], ...shared } = options
  const start = (index: number, port?: number) =>
    startBot({
      ...shared,
      ...each[index],
      store: store.url,
      ...(port === undefined ? {} : { port }),
    })
  const bots = await Promise.all(Array.from({ length: count }, (_, i) => start(i)))
  const past: FaultBot[] = []
  const all = () => [...past, ...bots]
  return {
    bots,
    runs: () => {
      const counts = new Map<string, number>()
      for (const bot of all()) {
        for (const [id, count] of bot.runs()) counts.set(id, (counts.get(id) ?? 0) + count)
      }
      return counts
    },
    log: () => all().flatMap((bot) => bot.log()),
    replace: async (index) => {
      const before = bots[index] as FaultBot
      await before.ended
      past.push(before)
      bots[index] = await start(index, before.port)
    },
    stop: async () => {
      await Promise.all(all().map((bot) => bot.stop()))
      await store.close()
    },
  }
}

/** A fault that needs a fleet; it says so where there is no redis-server. */
export function overFleet(
  id: string,
  options: FleetOptions,
  run: (fleet: Fleet, about: Parameters<Fault['run']>[0]) => ReturnType<Fault['run']>,
): Fault {
  return {
    id,
    run: async (about) => {
      if (!hasRedis()) {
        about.progress(
          `${id} over ${INSTANCES} instances left out: no redis-server (apt install redis-server)`,
        )
        return []
      }
      const fleet = await startFleet(options)
      try {
        return await run(fleet, about)
      } finally {
        await fleet.stop()
      }
    },
  }
}

/** The lines of a log that say that an instance went on without its store. */
export function degradedIn(log: readonly Record<string, unknown>[]): number {
  return log.filter(({ msg }) => String(msg).startsWith('store failed')).length
}
