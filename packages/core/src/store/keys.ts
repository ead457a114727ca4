/**
 * Names of everything that core keeps in a Store, in one place. A key is `group|rest`: what one step
 * touches is of one group, and a Store that is spread over machines keeps a group on one of them.
 * Turns and signatures are grouped by the token that proved their push, everything else by account.
 */

/** A part of a key: it holds no `|`, so that joined parts are told apart. */
export function part(text: string): string {
  return text.replace(/[%|]/g, (c) => (c === '%' ? '%25' : '%7C'))
}

/** What a key has before the first `|`. */
export function groupOf(key: string): string {
  const end = key.indexOf('|')
  return end === -1 ? '' : key.slice(0, end)
}

/** @param tokenGroup names the token without telling it: a digest. */
export function turnRecord(tokenGroup: string, key: string): string {
  return [tokenGroup, key].join('|')
}

/**
 * Joined, not added: a sum holds its parts, and a part of the URL would keep all of it in memory for as
 * long as it is bound.
 */
export function signatureRecord(tokenGroup: string, signature: string): string {
  return [tokenGroup, signature].join('|')
}

/** The box of late replies of one user. */
export function boxOf(scope: string, openid: string): string {
  return [part(scope), part(openid)].join('|')
}

/** The state of one user in a session of a plugin, or without `plugin` in one of the bot's own. */
export function sessionRecord(
  scope: string,
  plugin: string | undefined,
  session: string,
  openid: string,
): string {
  const owner = plugin === undefined ? ['bot'] : ['plugin', plugin]
  return ofAccount(scope, 'session', ...owner, session, openid)
}

/** What a job of a plugin, or without `plugin` one of the bot's own, is called among all jobs of a Store. */
export function jobName(scope: string, plugin: string | undefined, name: string): string {
  const owner = plugin === undefined ? ['bot'] : ['plugin', plugin]
  return ofAccount(scope, ...owner, name)
}

/** What {@link jobName} has joined. */
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

/** The set of those who have written to an account within 48 hours. */
export function reachableSet(scope: string): string {
  return ofAccount(scope, 'reachable')
}

/** What the framework keeps among the values of an account. */
export const valueKeys = {
  /** A place of the alarm budget of all. */
  alarmPlace: (scope: string, place: number) => ofAccount(scope, 'hold', place),
  /** A place of one user's share of it. */
  alarmShare: (scope: string, openid: string, place: number) =>
    ofAccount(scope, 'hold', place, openid),
  /** The account has no right to customer-service messages. */
  noRight: (scope: string) => ofAccount(scope, 'no-right'),
  /** A late reply was sent by the API. */
  sent: (scope: string, turn: string) => ofAccount(scope, 'sent', turn),
  /** A reply that was promised, and the set of all such turns. */
  promise: (scope: string, turn: string) => ofAccount(scope, 'promise', turn),
  promises: (scope: string) => ofAccount(scope, 'promises'),
  /** What has been written of a growing reply. */
  draft: (scope: string, turn: string) => ofAccount(scope, 'draft', turn),
  /** The turn that a late reply was handed to. */
  handedTo: (scope: string, lateId: string) => ofAccount(scope, 'mailbox', lateId),
  allowance: (scope: string, window: string, openid: string) =>
    ofAccount(scope, 'allowance', window, openid),
  /** A time at which something was to be done. */
  every: (scope: string, plugin: string | undefined, name: string, at: number) =>
    ofAccount(scope, 'every', ...(plugin === undefined ? ['bot'] : ['plugin', plugin]), name, at),
  accessToken: (scope: string) => ofAccount(scope, 'token'),
  accessTokenLock: (scope: string) => ofAccount(scope, 'token', 'lock'),
  media: (scope: string, type: string, digest: string) => ofAccount(scope, 'media', type, digest),
  /** What the keys of one plugin, or of the bot's own handlers, begin with. */
  pluginPrefix: (scope: string, plugin: string) => `${ofAccount(scope, 'plugin', plugin)}|`,
  botPrefix: (scope: string) => `${ofAccount(scope, 'bot')}|`,
}

function ofAccount(scope: string, ...rest: readonly (string | number)[]): string {
  return [scope, ...rest].map((it) => part(String(it))).join('|')
}
