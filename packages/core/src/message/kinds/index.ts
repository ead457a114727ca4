/**
 * The one table of kinds, in the order of WeChat's documentation. Types, filters and the reader
 * come from it. Any other push has the kind `other` or `event:other`.
 */
import { account } from './account.ts'
import { commerce } from './commerce.ts'
import { events } from './events.ts'
import { messages } from './messages.ts'
import { results } from './results.ts'

export const KINDS = { ...messages, ...events, ...results, ...account, ...commerce } as const

export type Kinds = typeof KINDS

/** Second names that WeChat's documentation uses for a kind. */
export const ALIASES: Readonly<Record<string, keyof Kinds>> = {
  'event:FREEPUBLISHJOBFINISH': 'event:PUBLISHJOBFINISH',
}
