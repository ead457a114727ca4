/** The strategies of a bot, in the order of its option `late`. */
import { createDrop } from './drop.ts'
import { createHold, HELD_MS, type HoldParts } from './hold.ts'
import { createMailbox, type MailboxOptions, type MailboxParts } from './mailbox.ts'
import type { Strategy } from './types.ts'

/** What happens to a reply that is not ready in time (投递策略). */
export type LateName = 'hold' | 'customer-service' | 'mailbox' | 'drop'

/** The last one is always `drop`: every attempt gets an answer. */
export function createStrategies(
  names: readonly LateName[],
  parts: HoldParts & MailboxParts,
  mailbox: MailboxOptions | undefined,
): readonly Strategy[] {
  const chosen = names.flatMap((name): Strategy[] => {
    if (name === 'hold') return [createHold(parts)]
    if (name === 'mailbox') return [createMailbox(parts, mailbox)]
    return []
  })
  return [...chosen, createDrop(parts)]
}

/** How much longer than one attempt's deadline a passive reply has. */
export function extraMs(names: readonly LateName[]): number {
  return names.includes('hold') ? HELD_MS : 0
}
