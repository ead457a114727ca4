/**
 * The connection, and when to leave it alone. A command has 300 ms; after one that failed, Redis is
 * not asked for 500 ms, then by one command first. So a Redis that hangs costs a message 300 ms once,
 * and the next ones nothing.
 */
import { Redis } from 'ioredis'

/** A bot answers in 4.5 s, and asks a few times. */
const COMMAND_MS = 300
const OPEN_MS = 500
/** Between two tries to connect. */
const RETRY_MS = 250
/** A key of ours that holds something else is one message's misfortune, not Redis's. */
const OF_ONE_KEY = /^WRONGTYPE/

export interface Link {
  /** @throws Error when Redis does not answer, or is not asked. */
  readonly ask: <T>(command: (redis: Redis) => Promise<T>) => Promise<T>
  readonly close: () => Promise<void>
}

export class RedisAway extends Error {
  override readonly name = 'RedisAway'
}

export function createLink(url: string, now: () => number = () => performance.now()): Link {
  const redis = new Redis(url, {
    connectTimeout: 2000,
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    retryStrategy: () => RETRY_MS,
    // A replica that was the master until a moment ago: the next connection finds the new one.
    reconnectOnError: (error) => error.message.startsWith('READONLY'),
  })
  let lastError = 'not connected yet'
  // Without a listener it would end the process.
  redis.on('error', (error) => {
    lastError = error.message || String((error as NodeJS.ErrnoException).code)
  })
  // The first command must not fail because the connection is a few milliseconds young.
  const connected = new Promise<void>((resolve) => {
    redis.once('ready', () => resolve())
    redis.once('error', () => resolve())
    setTimeout(resolve, COMMAND_MS).unref()
  })
  let openUntil = 0
  let isProbing = false

  return {
    ask: async (command) => {
      await connected
      if (now() < openUntil || isProbing) throw new RedisAway(`Redis is away: ${lastError}`)
      isProbing = openUntil > 0
      try {
        const answer = await within(COMMAND_MS, command(redis))
        openUntil = 0
        return answer
      } catch (error) {
        const { message } = error as Error
        if (!OF_ONE_KEY.test(message)) {
          openUntil = now() + OPEN_MS
          if (redis.status === 'ready') lastError = message
        }
        throw new RedisAway(`Redis is away: ${redis.status === 'ready' ? message : lastError}`)
      } finally {
        isProbing = false
      }
    },
    close: async () => {
      redis.disconnect()
    },
  }
}

/**
 * Where this process itself stood still, its timers are due before it has read what has long come: so
 * the answers are read once more before Redis is blamed. A claim that Redis has granted and nobody has
 * heard of would be run twice.
 */
function within<T>(ms: number, answer: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      // Runs after sockets are read.
      setImmediate(() => reject(new Error(`no answer within ${ms} ms`)))
    }, ms)
    answer.then(resolve, reject).finally(() => clearTimeout(timer))
  })
}
