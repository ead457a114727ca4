/** What the plugin keeps of a user: the open dialog, and what the last messages were answered with. */

import type { StandardSchemaV1 } from '@standard-schema/spec'
import { type Reply, toReply } from '@wechatbot/core'
import * as v from 'valibot'

/** What is said: a reply, or a choice that is asked by a menu message. */
export type Said = { readonly reply: Reply } | { readonly menu: Menu }

export interface Menu {
  readonly head: string
  readonly choices: readonly string[]
  /** Where no menu can be sent. */
  readonly text: string
}

export interface Open {
  readonly dialog: string
  /** Marks of the steps when it was begun: a deployment may change them. */
  readonly marks: readonly string[]
  readonly answers: Readonly<Record<string, unknown>>
  /** Steps that were asked and answered, in order: the way back. */
  readonly asked: readonly string[]
  /** The step that is being asked. */
  readonly at: string
  /** Wrong answers to it in a row. */
  readonly wrong: number
  /** CreateTime of the last message that it answered. */
  readonly since: number
  /** The message that answered last, while `done` runs, and its CreateTime. */
  readonly finishing?: { readonly key: string; readonly at: number }
}

export interface State {
  /** Counts what was written: a message that was not the first to read it begins again. */
  readonly revision: number
  readonly open?: Open
  /** The last first. A message that runs again after a crash gets the same again. */
  readonly recent: readonly { readonly key: string; readonly said: Said }[]
}

const names = v.array(v.string())

/** What is kept comes from a Store: of another shape, it is nothing. */
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

/** Messages of one user that may run again at one time. */
const MAX_RECENT = 4

export const nothing = (): State => ({ revision: 0, recent: [] })

/** After a message: `open` is the dialog that is open now. */
export function next(
  { revision, recent }: State,
  open: Open | undefined,
  answered?: { readonly key: string; readonly said: Said },
): State {
  const all = answered === undefined ? recent : [answered, ...recent].slice(0, MAX_RECENT)
  return { revision: revision + 1, ...(open === undefined ? {} : { open }), recent: all }
}
