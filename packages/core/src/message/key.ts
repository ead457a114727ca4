/** The key of a message (排重): all its retries have the same key, and no other push has it. */
import type { Message, RawFields, RawValue } from './types.ts'

/** The owner of the messages: see {@link accountOf}. */
export type KeyScope = readonly string[]

/** Without an appId two accounts could share a bot's URL. ToUserName tells them apart. */
export function accountOf(
  { appId, scope }: { readonly appId: string | undefined; readonly scope: string },
  { ToUserName }: Message,
): KeyScope {
  return appId === undefined ? [scope, ToUserName] : [scope]
}

/**
 * The key of a message: `account|FromUserName|MsgId`. MsgId alone collides between users. Events
 * have no MsgId. Their key is `account|FromUserName|CreateTime|fields`, because two events of one
 * user can share a second. A retry repeats every field, so the fields may be hashed.
 *
 * @param digest a short name for a long text.
 */
export function messageKey(
  message: Message,
  account: KeyScope,
  digest: (text: string) => string,
): string {
  const id = 'MsgId' in message ? message.MsgId : undefined
  return id === undefined || id === ''
    ? join([
        ...account,
        message.FromUserName,
        String(message.CreateTime),
        digest(canonical(message.raw)),
      ])
    : join([...account, message.FromUserName, id])
}

/**
 * Longer keys are kept as a digest: a hundred thousand turns are remembered, and users choose the
 * length of keys.
 */
const MAX_OWN = 64

/**
 * A key from the option `dedupeKey`. It always includes the sender: one user must not get another's reply.
 * @param digest a short name for a long text.
 */
export function ownKey(
  message: Message,
  account: KeyScope,
  own: string,
  digest: (text: string) => string,
): string {
  const end = own.length > MAX_OWN ? ['long', digest(own)] : ['own', own]
  return join([...account, message.FromUserName, ...end])
}

/** Different parts give different keys: `|` never occurs in a part. */
function join(parts: readonly string[]): string {
  return parts.map(escapePart).join('|')
}

function escapePart(part: string): string {
  if (!part.includes('|') && !part.includes('%')) return part
  return part.replace(/[%|]/g, (c) => (c === '%' ? '%25' : '%7C'))
}

/** All fields in one order. Encrypt is left out: compat mode encrypts each retry anew. */
function canonical(fields: RawFields): string {
  const ordered = (value: RawValue): unknown => {
    if (typeof value === 'string') return value
    if (Array.isArray(value)) return value.map(ordered)
    return Object.entries(value)
      .filter(([name]) => name !== 'Encrypt')
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, child]) => [name, ordered(child)])
  }
  return JSON.stringify(ordered(fields))
}
