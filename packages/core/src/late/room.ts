/** How much waits for one user: all of it is looked at with each of their messages. */
import type { LateReply } from '../store/types.ts'
import type { LateParts } from './types.ts'

/** Pages, or replies that are no text: 128 kB. Who leaves more unread has forgotten the first. */
export const MAX_WAITING = 64

/** Takes the oldest out of a box, until there is room for so many more. Places of replies in the making stay. */
export async function makeRoom(
  { store, log }: Pick<LateParts, 'store' | 'log'>,
  box: string,
  count: number,
  key: string,
): Promise<void> {
  const waiting = (await store.late.list(box)).filter(isThere)
  const gone = waiting.slice(0, Math.max(0, waiting.length + count - MAX_WAITING))
  for (const { id } of gone) await store.late.remove(box, id)
  if (gone.length === 0) return
  const fields = { key, gone: gone.length }
  log.warn(fields, `more than ${MAX_WAITING} pages wait for one user; the oldest are gone`)
}

/** Not the place of one that is still being made. */
export function isThere({ reply }: LateReply): boolean {
  return reply.type !== 'none'
}
