/** What the plugin keeps of a user: the open dialog, and what the last messages were answered with. */
import type { Reply } from '@wechatbot/core'

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
