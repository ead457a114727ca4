/** The one table of kinds: what a push can say, by section of WeChat's documentation. */
import { events } from './events.ts'
import { messages } from './messages.ts'

export const KINDS = { ...messages, ...events } as const

export type Kinds = typeof KINDS
