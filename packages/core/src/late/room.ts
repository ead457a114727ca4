/** Limits how much waits for one user, because each of their messages reads all of it. */
import type { LateReply } from '../store/types.ts'
import type { LateParts } from './types.ts'

/** Pages, or replies that are no text: 128 kB. A user who leaves more unread has forgotten the first. */
export const MAX_WAITING = 64

/**
 * Removes the oldest replies of a box until `count` more fit, and resolves to those that stay. Places of unfinished replies
 * stay, too.
 */
export async function makeRoom(
  { store, log }: Pick<LateParts, 'store' | 'log'>,
  box: string,
  count: number,
  key: string,
): Promise<readonly LateReply[]> {
  const waiting = (await store.late.list(box)).filter(isThere)
  const gone = waiting.slice(0, Math.max(0, waiting.length + count - MAX_WAITING))
  for (const { id } of gone) await store.late.remove(box, id)
  if (gone.length > 0) {
    const fields = { key, gone: gone.length }
    log.warn(fields, `more than ${MAX_WAITING} pages wait for one user; the oldest are gone`)
  }
  return waiting.slice(gone.length)
}

/** Whether the entry is a reply, not the place of an unfinished one. */
export function isThere({ reply }: LateReply): boolean {
  return reply.type !== 'none'
}
