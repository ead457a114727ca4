/**
 * When to leave Redis alone. A command has 300 ms; after one that failed, Redis is not asked for 500 ms,
 * then by one command first. So a Redis that hangs costs a message 300 ms once, and the next ones nothing.
 */
import { type Clock, WechatBotError } from '@wechatbot/core'
import { type Address, asCluster, type Client, connect } from './client.ts'

/** A bot answers in 4.5 s, and asks a few times. */
const COMMAND_MS = 300
const OPEN_MS = 500
/** For the first connection: a process that starts is busy with itself, and would run its first messages alone. */
const YOUNG_MS = 800
/** A key of ours that holds something else, or a field of it, is one message's misfortune, not Redis's. */
const OF_ONE_KEY = /^WRONGTYPE|^ERR (user_script:\d+: |hash value is not an integer)/
/** What SELECT says to a number beyond the server's. */
const NO_DATABASE = /DB index is out of range|SELECT is not allowed/
/** One server was named, and it is a node of a cluster. */
const MOVED = /^MOVED /

export interface Link {
  /**
   * @param key the first one that the command touches: in a cluster, it tells the node.
   * @throws WechatBotError STORE_AWAY when Redis does not answer, or is not asked.
   */
  readonly ask: <T>(key: string, command: (redis: Client) => Promise<T>) => Promise<T>
  readonly close: () => Promise<void>
}

/** Whether a node is asked just now. */
interface Circuit {
  openUntil: number
  isProbing: boolean
}

export function createLink(address: Address, clock: Clock): Link {
  const now = clock.monotonic
  let isCluster = address.nodes !== undefined
  let client = open(address, clock)
  const circuits = new Map<string, Circuit>()

  /** Of the whole server; of a cluster, of one account's keys: other nodes may be well. */
  const circuitOf = (key: string): Circuit => {
    const name = isCluster ? tagOf(key) : ''
    const circuit = circuits.get(name) ?? { openUntil: 0, isProbing: false }
    circuits.set(name, circuit)
    return circuit
  }

  const askOnce = async <T>(command: (redis: Client) => Promise<T>): Promise<T> => {
    await client.connected
    try {
      return await within(clock, COMMAND_MS, command(client.redis))
    } catch (error) {
      if (isCluster || !MOVED.test((error as Error).message)) throw error
      client.redis.disconnect()
      client = open(asCluster(address), clock)
      isCluster = true
      await client.connected
      return within(clock, COMMAND_MS, command(client.redis))
    }
  }

  return {
    ask: async (key, command) => {
      const circuit = circuitOf(key)
      if (now() < circuit.openUntil || circuit.isProbing) {
        throw away(client.lastError())
      }
      circuit.isProbing = circuit.openUntil > 0
      try {
        const answer = await askOnce(command)
        circuit.openUntil = 0
        return answer
      } catch (error) {
        const { message } = error as Error
        const isReady = client.redis.status === 'ready'
        if (!OF_ONE_KEY.test(message)) {
          circuit.openUntil = now() + OPEN_MS
          if (isReady) client.noteError(message)
        }
        throw away(isReady ? message : client.lastError())
      } finally {
        circuit.isProbing = false
      }
    },
    close: async () => {
      client.redis.disconnect()
    },
  }
}

function away(why: string): WechatBotError {
  return new WechatBotError('STORE_AWAY', `Redis is away: ${why}`)
}

/** Something else than Redis is there, or another version of this package. */
export function unknownAnswer(answer: unknown): WechatBotError {
  return away(`expected an answer of a script, got ${JSON.stringify(answer)?.slice(0, 40)}`)
}

/** Of a script that answers 1 or 0. */
export function toBoolean(answer: unknown): boolean {
  if (answer !== 0 && answer !== 1) throw unknownAnswer(answer)
  return answer === 1
}

/** Redis takes whole milliseconds, and no zero. */
export function whole(ms: number): number {
  return Math.max(1, Math.round(ms))
}

/** A client, and the last that was heard of why it is not there. */
function open(address: Address, clock: Clock) {
  const redis = connect(address)
  let lastError = 'not connected yet'
  // Without a listener it would end the process.
  redis.on('error', (error: NodeJS.ErrnoException) => {
    // What follows from it says less.
    if (NO_DATABASE.test(lastError)) return
    lastError = error.message || String(error.code)
    // The driver would go on, in database 0.
    if (NO_DATABASE.test(lastError)) redis.disconnect()
  })
  // The first command must not fail because the connection is a few milliseconds young.
  const connected = new Promise<void>((resolve) => {
    redis.once('ready', () => resolve())
    redis.once('error', () => resolve())
    // After sockets are read: this process may have stood still meanwhile.
    clock.setTimeout(() => setImmediate(resolve), YOUNG_MS)
  })
  return {
    redis,
    connected,
    lastError: () => lastError,
    noteError: (message: string) => {
      lastError = message
    },
  }
}

/** What a cluster chooses the node by. */
function tagOf(key: string): string {
  return /\{([^}]+)\}/.exec(key)?.[1] ?? ''
}

/**
 * Where this process itself stood still, its timers are due before it has read what has long come: so
 * the answers are read once more before Redis is blamed. A claim that Redis has granted and nobody has
 * heard of would be run twice.
 */
function within<T>(clock: Clock, ms: number, answer: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = clock.setTimeout(() => {
      // Runs after sockets are read.
      setImmediate(() => reject(new Error(`no answer within ${ms} ms`)))
    }, ms)
    answer.then(resolve, reject).finally(() => clock.clearTimeout(timer))
  })
}
