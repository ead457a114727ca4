/** Connects to one server or to a cluster, as a URL of the configuration names it. */
import { WechatBotError } from '@wechatbot/core'
import { Cluster, Redis } from 'ioredis'

export type Client = Redis | Cluster

/** The parts of a URL. */
export interface Address {
  /**
   * The URL of the server, without the parameters that only this package knows. For a cluster it is the first node.
   */
  readonly url: string
  /** Nodes of a cluster; one is enough. Undefined for a single server. */
  readonly nodes: readonly { readonly host: string; readonly port: number }[] | undefined
  /** The prefix of every key. Undefined where the URL has none. */
  readonly prefix: string | undefined
}

/** The time between two tries to connect. */
const RETRY_MS = 250
const CONNECT_MS = 2000
const PORT = 6379
const CLUSTER_URL = /^(rediss?)\+cluster:\/\/(?:([^@/]*)@)?([^/?#]+)(.*)$/i

/**
 * `redis://`, `rediss://` for TLS; `redis+cluster://one:7000,two:7000` for a cluster, `rediss+cluster://` too.
 * @throws WechatBotError BAD_CONFIG for any other URL. It shows no part that may hold a password.
 */
export function readUrl(text: string): Address {
  const [, scheme, user, hosts, rest] = CLUSTER_URL.exec(text) ?? []
  const [first, ...others] = hosts?.split(',') ?? []
  const single = first === undefined ? text : `${scheme}://${user ? `${user}@` : ''}${first}${rest}`
  const url = parse(single)
  const prefix = url.searchParams.get('prefix') ?? undefined
  url.searchParams.delete('prefix')
  // The driver would put it before the keys of a script, but not before the owner of a signature, which is an argument.
  if (url.searchParams.has('keyPrefix')) throw wrong('?prefix= for the keys', 'keyPrefix')
  const database = databaseOf(url, text)
  if (first === undefined) return { url: url.href, nodes: undefined, prefix }
  if (Number(database) > 0)
    throw wrong('no database after the hosts: a cluster has one only', database)
  const all = [url, ...others.map((host) => parse(`redis://${host}`))]
  return { url: url.href, nodes: all.map(nodeOf), prefix }
}

function parse(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url !== undefined && /^rediss?:$/.test(url.protocol) && url.hostname !== '') {
    if (isEncoded(url.username) && isEncoded(url.password)) return url
    throw wrong('%25 in place of % in user and password', 'a % that stands for nothing')
  }
  if (/[/?#].*@/.test(text.replace(/^[^/]*\/\//, ''))) throw wrong(ENCODED, 'one of them as it is')
  const scheme = /^[\w+.-]*/.exec(text)?.[0]
  throw wrong(
    'redis://host:port, rediss://, or redis+cluster://host:port,host:port',
    `a URL that begins with "${scheme}" and is none of them`,
  )
}

const ENCODED = '%2F in place of /, %3F of ?, and %23 of # in user and password'

/** The number of the database. The driver would take a text that is no number for database 0. */
function databaseOf(url: URL, text: string): string {
  const database = url.searchParams.get('db') ?? url.pathname.slice(1)
  if (/^\d{0,5}$/.test(database)) return database
  if (text.includes('@', text.indexOf(database))) throw wrong(ENCODED, 'one of them as it is')
  throw wrong('the number of a database, like redis://host:6379/0', JSON.stringify(database))
}

function isEncoded(part: string): boolean {
  try {
    return decodeURIComponent(part) !== undefined
  } catch {
    return false
  }
}

function wrong(expected: string, got: string): WechatBotError {
  return new WechatBotError('BAD_CONFIG', `store: expected ${expected}, got ${got}`)
}

function nodeOf({ hostname, port }: URL) {
  return { host: hostname, port: port === '' ? PORT : Number(port) }
}

/** What a client does with commands while Redis is away. */
interface Manners {
  readonly enableOfflineQueue: boolean
  readonly maxRetriesPerRequest: number | null
}

/** Never queues a command. While Redis is away, this process answers by itself. */
const HASTY: Manners = { enableOfflineQueue: false, maxRetriesPerRequest: 0 }
/** Queues commands until Redis is back. BullMQ's workers need this. */
export const PATIENT: Manners = { enableOfflineQueue: true, maxRetriesPerRequest: null }

export function connect(address: Address, manners = HASTY): Client {
  return address.nodes === undefined
    ? connectOne(address, manners)
    : connectCluster(address, manners)
}

/** The address of a cluster, also for a server that has turned out to be one of its nodes. */
export function asCluster(address: Address): Address {
  return { ...address, nodes: address.nodes ?? [nodeOf(new URL(address.url))] }
}

function connectOne({ url }: Address, manners: Manners): Redis {
  return new Redis(url, {
    ...manners,
    connectTimeout: CONNECT_MS,
    retryStrategy: () => RETRY_MS,
    // The server is now a replica and was the master until a moment ago. The next connection finds the new master.
    reconnectOnError: (error: Error) => error.message.startsWith('READONLY'),
  })
}

function connectCluster({ url, nodes = [] }: Address, manners: Manners): Cluster {
  const { username, password, protocol, hostname } = new URL(url)
  const redisOptions = {
    ...manners,
    connectTimeout: CONNECT_MS,
    ...(username === '' ? {} : { username: decodeURIComponent(username) }),
    ...(password === '' ? {} : { password: decodeURIComponent(password) }),
    ...(protocol === 'rediss:' ? { tls: { servername: hostname } } : {}),
  }
  return new Cluster([...nodes], {
    redisOptions,
    enableOfflineQueue: manners.enableOfflineQueue,
    clusterRetryStrategy: () => RETRY_MS,
    slotsRefreshTimeout: CONNECT_MS,
    // Asks often for the slots, so that the replacement of a dead master is found soon.
    slotsRefreshInterval: 5000,
    retryDelayOnFailover: 50,
    retryDelayOnClusterDown: 50,
    retryDelayOnTryAgain: 20,
  })
}

/** The commands that {@link evaluate} has defined: the driver names them as its own, by the text of the script. */
type Defined = Record<string, (count: number, ...rest: readonly (string | number)[]) => unknown>

/** Runs a script. The driver sends its digest, and its text only to a server that does not know it yet. */
export async function evaluate(
  client: Client,
  script: string,
  names: readonly string[],
  args: readonly (string | number)[],
): Promise<unknown> {
  const defined = client as unknown as Defined
  if (defined[script] === undefined) client.defineCommand(script, { lua: script })
  return defined[script]?.(names.length, ...names, ...args)
}

/**
 * Sends what this turn of the event loop asks in one piece. A write to a socket costs as much as the rest of a
 * command, and many messages come at once under load. The nodes of a cluster have a socket each.
 */
export function gather(client: Client): void {
  if (client instanceof Cluster) return
  const { stream } = client
  if (stream === undefined || stream.writableCorked > 0) return
  stream.cork()
  process.nextTick(() => stream.uncork())
}
