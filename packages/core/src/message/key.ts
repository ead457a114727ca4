/** What makes two pushes the same message (排重): a key that a retry shares and nothing else does. */
import type { Message, RawFields, RawValue } from './types.ts'

/**
 * `account|FromUserName|MsgId`. MsgId alone collides between users. Without a MsgId (all events):
 * `account|FromUserName|CreateTime|fields`, because two events of one user can share a second.
 * A retry repeats every field, so the fields may be hashed.
 *
 * @param scope the account: its appId, else ToUserName.
 * @param digest a short name for a long text.
 */
export function messageKey(
  message: Message,
  scope: string,
  digest: (text: string) => string,
): string {
  const id = 'MsgId' in message ? message.MsgId : undefined
  const parts =
    id === undefined || id === ''
      ? [scope, message.FromUserName, String(message.CreateTime), digest(canonical(message.raw))]
      : [scope, message.FromUserName, id]
  return parts.map(escapePart).join('|')
}

/** Injective: `|` never stands in a part. */
function escapePart(part: string): string {
  if (!part.includes('|') && !part.includes('%')) return part
  return part.replace(/[%|]/g, (c) => (c === '%' ? '%25' : '%7C'))
}

/** All fields in one order. Encrypt is left out: compat mode encrypts a retry anew. */
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
