/** The strategies of a bot, in the order of its option `late`. */
import { createCustomerService } from './customer-service.ts'
import { createDrop } from './drop.ts'
import { createHold, HELD_MS } from './hold.ts'
import { createMailbox, type MailboxOptions } from './mailbox.ts'
import type { LateParts, Mailbox, Strategy } from './types.ts'

/** The strategies for a reply that is not ready in time (投递策略). */
export const LATE_NAMES = ['hold', 'customer-service', 'mailbox', 'drop'] as const

export type LateName = (typeof LATE_NAMES)[number]

/** The strategies in order. The last one is always `drop`, so every attempt gets an answer. */
export function createStrategies(
  names: readonly LateName[],
  parts: LateParts,
  options: MailboxOptions | undefined,
): { readonly late: readonly Strategy[]; readonly mailbox: Mailbox | undefined } {
  const mailbox = names.includes('mailbox') ? createMailbox(parts, options) : undefined
  const drop = createDrop(parts)
  const strategies: Record<LateName, Strategy | undefined> = {
    hold: createHold(parts),
    'customer-service': createCustomerService(parts, mailbox),
    mailbox,
    drop,
  }
  const late = [...names.flatMap((name) => strategies[name] ?? []), drop]
  for (const { name, continuation } of late) {
    if (continuation !== undefined) parts.growing.register(name, continuation)
  }
  return { late, mailbox }
}

/** Milliseconds that a passive reply has beyond the deadline of one attempt. */
export function extraMs(names: readonly LateName[]): number {
  return names.includes('hold') ? HELD_MS : 0
}
