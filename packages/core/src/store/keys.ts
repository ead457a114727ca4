/**
 * The names of all entries that core keeps in a Store. A key is `group|rest`. One atomic step
 * touches keys of one group only, and a Store on several machines keeps a group on one of them.
 * Turns and signatures are grouped by the token that proved their push, all others by account.
 */

/** One part of a key. It has no `|`, so joined parts stay distinct. */
export function part(text: string): string {
  return text.replace(/[%|]/g, (c) => (c === '%' ? '%25' : '%7C'))
}

/** The part of a key before the first `|`. */
export function groupOf(key: string): string {
  const end = key.indexOf('|')
  return end === -1 ? '' : key.slice(0, end)
}

/** @param tokenGroup a digest that names the token without showing it. */
export function turnRecord(tokenGroup: string, key: string): string {
  return [tokenGroup, key].join('|')
}

/**
 * Joined, not added: an added text would refer to its parts, and keep the whole URL in memory for
 * as long as the signature is bound.
 */
export function signatureRecord(tokenGroup: string, signature: string): string {
  return [tokenGroup, signature].join('|')
}

/** The box of late replies of one user. */
export function boxOf(scope: string, openid: string): string {
  return [part(scope), part(openid)].join('|')
}

/** The state of one user in a session of a plugin, or of the bot itself without `plugin`. */
export function sessionRecord(
  scope: string,
  plugin: string | undefined,
  session: string,
  openid: string,
): string {
  const owner = plugin === undefined ? ['bot'] : ['plugin', plugin]
  return ofAccount(scope, 'session', ...owner, session, openid)
}

/** The name of a job among all jobs of a Store. Without `plugin` the job is the bot's own. */
export function jobName(scope: string, plugin: string | undefined, name: string): string {
  const owner = plugin === undefined ? ['bot'] : ['plugin', plugin]
  return ofAccount(scope, ...owner, name)
}

/** The parts that {@link jobName} has joined. */
export function readJobName(name: string): {
  readonly account: string
  readonly plugin?: string
  readonly name: string
} {
  const [account = '', owner, ...rest] = name.split('|').map(unpart)
  return owner === 'plugin'
    ? { account, plugin: rest[0] ?? '', name: rest[1] ?? '' }
    : { account, name: rest[0] ?? '' }
}

function unpart(text: string): string {
  return text.replace(/%(25|7C)/g, (_, code) => (code === '25' ? '%' : '|'))
}

/** The set of users who have written to an account within 48 hours. */
export function reachableSet(scope: string): string {
  return ofAccount(scope, 'reachable')
}

/** The framework's own values of an account. */
export const valueKeys = {
  /** One place of the whole alarm budget. */
  alarmPlace: (scope: string, place: number) => ofAccount(scope, 'hold', place),
  /** One place of a user's share of the budget. */
  alarmShare: (scope: string, openid: string, place: number) =>
    ofAccount(scope, 'hold', place, openid),
  /** Set if the account has no right to customer-service messages. */
  noRight: (scope: string) => ofAccount(scope, 'no-right'),
  /** Who sends a late reply by the API; `true` once it was sent. */
  sent: (scope: string, turn: string) => ofAccount(scope, 'sent', turn),
  /** The promise of a reply, and the set of all turns with a promise. */
  promise: (scope: string, turn: string) => ofAccount(scope, 'promise', turn),
  promises: (scope: string) => ofAccount(scope, 'promises'),
  /** Something has left a process for this turn. */
  left: (scope: string, turn: string) => ofAccount(scope, 'left', turn),
  /** The text so far of a growing reply. */
  draft: (scope: string, turn: string) => ofAccount(scope, 'draft', turn),
  /** The user was told that more of a reply follows, and nothing has followed. */
  ending: (scope: string, openid: string) => ofAccount(scope, 'ending', openid),
  /** The turn that got a late reply. */
  handedTo: (scope: string, lateId: string) => ofAccount(scope, 'mailbox', lateId),
  allowance: (scope: string, window: string, openid: string) =>
    ofAccount(scope, 'allowance', window, openid),
  /** The claim of one set time. */
  every: (scope: string, plugin: string | undefined, name: string, at: number) =>
    ofAccount(scope, 'every', ...(plugin === undefined ? ['bot'] : ['plugin', plugin]), name, at),
  accessToken: (scope: string) => ofAccount(scope, 'token'),
  accessTokenLock: (scope: string) => ofAccount(scope, 'token', 'lock'),
  media: (scope: string, type: string, digest: string) => ofAccount(scope, 'media', type, digest),
  /** The beginning of the keys of one plugin, or of the bot's own handlers. */
  pluginPrefix: (scope: string, plugin: string) => `${ofAccount(scope, 'plugin', plugin)}|`,
  botPrefix: (scope: string) => `${ofAccount(scope, 'bot')}|`,
}

function ofAccount(scope: string, ...rest: readonly (string | number)[]): string {
  return [scope, ...rest].map((it) => part(String(it))).join('|')
}
