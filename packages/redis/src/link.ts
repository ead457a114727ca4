/**
 * Decides when Redis is left alone. A command may take 300 ms. After one that failed, Redis is not asked for 500
 * ms, and then by one command first. What is asked meanwhile waits for its outcome. So a Redis that hangs delays one
 * message by 300 ms, with those that come during it, and the next ones not at all.
 */
import { type Clock, WechatBotError } from '@wechatbot/core'
import { Circuit } from './circuit.ts'
import {
  type Address,
  asCluster,
  type Client,
  connect,
  evaluate,
  gather,
  PATIENT,
} from './client.ts'

/** A bot answers within 4.5 s, and asks Redis a few times for it. */
const COMMAND_MS = 300
/**
 * The time after an outage in which this process takes over no message. The owners were away, too: each comes back within
 * 750 ms, renews its leases each second, and then also says what it has done alone.
 */
const SETTLE_MS = 3000
/**
 * The limit during the first connection. A process that starts is busy with itself. With the normal limit it would
 * handle its first messages without Redis.
 */
const YOUNG_MS = 800
/**
 * A key of ours has a value of the wrong type, or a field of the wrong type. Only one message fails by it; Redis is
 * well.
 */
const OF_ONE_KEY = /^WRONGTYPE|^ERR (user_script:\d+: |hash value is not an integer)/
/** The answer to SELECT with a number that the server does not have. */
const NO_DATABASE = /DB index is out of range|SELECT is not allowed/
/** The URL names one server, which is a node of a cluster. */
const MOVED = /^MOVED /

export interface Link {
  /**
   * @param key the first key of the command. In a cluster it decides the node.
   * @throws WechatBotError STORE_AWAY when Redis does not answer, or is left alone for now.
   */
  readonly ask: <T>(key: string, command: (redis: Client) => Promise<T>) => Promise<T>
  /** Runs a script, as {@link ask} does a command. `names` are its keys, all on one node. */
  readonly run: (
    script: string,
    names: readonly string[],
    args: readonly (string | number)[],
  ) => Promise<unknown>
  /**
   * Opens a connection that waits for Redis. The caller closes it.
   * @param key a key that it will be used for
   * @throws WechatBotError STORE_AWAY while Redis is away.
   */
  readonly open: (key: string) => Promise<Client>
  /** Whether Redis was away until just now, or still is: a lease that has ended does not show that its owner is gone. */
  readonly isSettling: (key: string) => boolean
  readonly close: () => Promise<void>
}

export function createLink(address: Address, clock: Clock): Link {
  const now = clock.monotonic
  let isCluster = address.nodes !== undefined
  let client = open(address, clock)
  const circuits = new Map<string, Circuit>()
  let settledAt = 0

  /**
   * The circuit of the server. In a cluster each account's keys have a circuit of their own, because other nodes
   * may be well.
   */
  const circuitOf = (key: string): Circuit => {
    const name = isCluster ? tagOf(key) : ''
    const circuit = circuits.get(name) ?? new Circuit(now)
    circuits.set(name, circuit)
    return circuit
  }

  const askOnce = async <T>(command: (redis: Client) => Promise<T>): Promise<T> => {
    await client.connected
    gather(client.redis)
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

  const noteAnswer = (circuit: Circuit): void => {
    const wasLong = circuit.answer()
    // A process that asked nothing during the outage knows it by its connection.
    if (wasLong || client.hasBroken()) settledAt = now() + SETTLE_MS
    client.noteAnswer()
  }

  const ask: Link['ask'] = async (key, command) => {
    const circuit = circuitOf(key)
    // If the probe fails, this call fails with it: a message that asks for two things at once gets both or none.
    if (circuit.probe !== undefined) await circuit.probe
    if (circuit.isOpen) throw away(client.lastError())
    const endProbe = circuit.beginProbe()
    try {
      const answer = await askOnce(command)
      noteAnswer(circuit)
      return answer
    } catch (error) {
      const { message } = error as Error
      const isReady = client.redis.status === 'ready'
      if (OF_ONE_KEY.test(message)) {
        noteAnswer(circuit)
      } else {
        circuit.fail()
        if (isReady) client.noteError(message)
      }
      throw away(isReady ? message : client.lastError())
    } finally {
      endProbe?.()
    }
  }

  return {
    ask,
    run: (script, names, args) =>
      ask(names[0] ?? '', (redis) => evaluate(redis, script, names, args)),
    open: async (key) => {
      // The answer tells whether the server is a node of a cluster.
      await ask(key, (redis) => redis.exists(key))
      const redis = connect(isCluster ? asCluster(address) : address, PATIENT)
      // Without a listener an error would end the process.
      redis.on('error', () => {})
      return redis
    },
    isSettling: (key) => circuitOf(key).isBroken || client.hasBroken() || now() < settledAt,
    close: async () => {
      client.redis.disconnect()
    },
  }
}

/** The error for a call without an answer of Redis. */
export function away(why: string): WechatBotError {
  return new WechatBotError('STORE_AWAY', `Redis is away: ${why}`)
}

/**
 * The error for an answer that no script of ours gives: by another server than Redis, or another version of this
 * package.
 */
export function unknownAnswer(answer: unknown): WechatBotError {
  return away(`expected an answer of a script, got ${JSON.stringify(answer)?.slice(0, 40)}`)
}

/** The answer of a script that gives 1 or 0. */
export function toBoolean(answer: unknown): boolean {
  if (answer !== 0 && answer !== 1) throw unknownAnswer(answer)
  return answer === 1
}

/** Redis takes whole milliseconds above zero. */
export function whole(ms: number): number {
  return Math.max(1, Math.round(ms))
}

/** A client, and the last error, which says why Redis is away. */
function open(address: Address, clock: Clock) {
  const redis = connect(address)
  let lastError = 'not connected yet'
  let hasBroken = false
  redis.on('close', () => {
    hasBroken = true
  })
  // Without a listener an error would end the process.
  redis.on('error', (error: NodeJS.ErrnoException) => {
    // Later errors are only its consequences.
    if (NO_DATABASE.test(lastError)) return
    lastError = error.message || String(error.code)
    // The driver would go on with database 0.
    if (NO_DATABASE.test(lastError)) redis.disconnect()
  })
  // The first command must not fail because the connection is only a few milliseconds old.
  const connected = new Promise<void>((resolve) => {
    redis.once('ready', () => resolve())
    redis.once('error', () => resolve())
    // setImmediate runs after sockets are read: this process may have stood still meanwhile.
    clock.setTimeout(() => setImmediate(resolve), YOUNG_MS)
  })
  return {
    redis,
    connected,
    lastError: () => lastError,
    hasBroken: () => hasBroken,
    noteAnswer: () => {
      hasBroken = false
    },
    noteError: (message: string) => {
      lastError = message
    },
  }
}

/** The part of a key by which a cluster chooses the node. Empty for a key without a hash tag. */
export function tagOf(key: string): string {
  const start = key.indexOf('{') + 1
  return start === 0 ? '' : key.slice(start, key.indexOf('}', start))
}

/**
 * Rejects after `ms`. When this process itself stood still, its timers run before it has read answers that came
 * long ago. So answers are read once more before Redis counts as away. Otherwise a claim could be lost that Redis
 * has granted, and its message would run twice.
 */
function within<T>(clock: Clock, ms: number, answer: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = clock.setTimeout(() => {
      // This runs after sockets are read.
      setImmediate(() => reject(new Error(`no answer within ${ms} ms`)))
    }, ms)
    const end = <A>(settle: (outcome: A) => void) => {
      return (outcome: A) => {
        clock.clearTimeout(timer)
        settle(outcome)
      }
    }
    answer.then(end(resolve), end(reject))
  })
}
