/** The queue of BullMQ over the connection of the store. All its keys are under one hash tag. */
import type { ConnectionOptions, Queue } from 'bullmq'
import type { Client } from '../client.ts'
import type { Keys } from '../keys.ts'
import type { Link } from '../link.ts'
import type { Kept } from './kept.ts'
import { loadBull } from './library.ts'

export const QUEUE = 'jobs'

export type JobQueue = ReturnType<typeof createQueue>

export function createQueue(link: Link, keys: Keys) {
  /** The connection is another one when a server has turned out to be a node of a cluster. */
  const queues = new WeakMap<Client, Queue<Kept>>()
  const prefix = keys.jobs('').replace(/:jobs:$/, '')

  const open = (redis: Client): Queue<Kept> => {
    const { Queue } = loadBull()
    const queue: Queue<Kept> = new Queue<Kept>(QUEUE, {
      ...optionsOver(redis, prefix),
      // Nobody reads what BullMQ writes down of each step.
      streams: { events: { maxLen: 0 } },
    })
    // The commands reject with it, too.
    queue.on('error', () => {})
    queues.set(redis, queue)
    return queue
  }

  return {
    prefix,
    keyOf: (bullId: string) => keys.jobs(bullId),
    /**
     * @param step rejects only if Redis fails.
     * @throws WechatBotError STORE_AWAY like {@link Link}, BAD_CONFIG without the package.
     */
    ask: async <T>(step: (queue: Queue<Kept>) => Promise<T>): Promise<T> => {
      loadBull()
      return link.ask(keys.jobs(''), (redis) => step(queues.get(redis) ?? open(redis)))
    },
  }
}

/** The options of a queue and of a worker. */
export function optionsOver(redis: Client, prefix: string) {
  return {
    // BullMQ's types are those of the first version of ioredis that it takes.
    connection: redis as unknown as ConnectionOptions,
    prefix,
    // The check writes to the console. The README says which Redis is needed.
    skipVersionCheck: true,
  }
}
