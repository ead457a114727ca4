/** The data about a user: the open dialog, and the replies to the last messages. */

import type { StandardSchemaV1 } from '@standard-schema/spec'
import { type Reply, toReply } from '@wechatbot/core'
import * as v from 'valibot'

/** A reply, or a choice as a menu message. */
export type Said = { readonly reply: Reply } | { readonly menu: Menu }

export interface Menu {
  readonly head: string
  readonly choices: readonly string[]
  /** The text for when no menu can be sent. */
  readonly text: string
}

export interface Open {
  readonly dialog: string
  /** The marks of the steps when the dialog was begun. A deployment may change the steps. */
  readonly marks: readonly string[]
  readonly answers: Readonly<Record<string, unknown>>
  /** The answered steps in order. They are the way back. */
  readonly asked: readonly string[]
  /** The step whose question is open. */
  readonly at: string
  /** The number of wrong answers to the question in a row. */
  readonly wrong: number
  /** CreateTime of the last message that the dialog answered. */
  readonly since: number
  /** The last answer's message while `done` runs, and its CreateTime. */
  readonly finishing?: { readonly key: string; readonly at: number }
}

export interface State {
  /** The number of the write. A message that finds another number than it has read begins again. */
  readonly revision: number
  readonly open?: Open
  /** The last message comes first. A message that runs again after a crash gets the same reply again. */
  readonly recent: readonly { readonly key: string; readonly said: Said }[]
}

const names = v.array(v.string())

/** The data comes from a Store. Data of another shape counts as absent. */
export const stateSchema = v.object({
  revision: v.number(),
  open: v.exactOptional(
    v.object({
      dialog: v.string(),
      marks: names,
      answers: v.record(v.string(), v.unknown()),
      asked: names,
      at: v.string(),
      wrong: v.number(),
      since: v.number(),
      finishing: v.exactOptional(v.object({ key: v.string(), at: v.number() })),
    }),
  ),
  recent: v.array(
    v.object({
      key: v.string(),
      said: v.union([
        v.object({ reply: v.custom<Reply>(isReply) }),
        v.object({ menu: v.object({ head: v.string(), choices: names, text: v.string() }) }),
      ]),
    }),
  ),
}) satisfies StandardSchemaV1<unknown, State>

function isReply(value: unknown): boolean {
  try {
    return toReply(value) !== undefined
  } catch {
    return false
  }
}

/** The number of messages of one user that may run again at the same time. */
const MAX_RECENT = 4

export const nothing = (): State => ({ revision: 0, recent: [] })

/** The state after a message. `open` is the dialog that is open now. */
export function next(
  { revision, recent }: State,
  open: Open | undefined,
  answered?: { readonly key: string; readonly said: Said },
): State {
  const all = answered === undefined ? recent : [answered, ...recent].slice(0, MAX_RECENT)
  return { revision: revision + 1, ...(open === undefined ? {} : { open }), recent: all }
}
