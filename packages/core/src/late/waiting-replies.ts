/** Replies as they wait in the mailbox, and as they go out together. */
import { toPieces } from '../reply/cut.ts'
import { MAX_TEXT_BYTES } from '../reply/limits.ts'
import { toPages } from '../reply/pages.ts'
import type { Reply } from '../reply/types.ts'
import type { LateReply } from '../store/types.ts'

const NONE: Reply = { type: 'none' }
const REST = '|rest'
/** Bytes left free on a page for the line that tells how to get the next page. */
const HINT_BYTES = 128
export const PAGE_BYTES = MAX_TEXT_BYTES - HINT_BYTES

/** A part of a reply that goes into the mailbox under a name of its own. */
export type Page = Pick<LateReply, 'id' | 'reply'>

/** The pages of a turn's reply. */
export function pagesOf(turnKey: string, reply: Reply): readonly Page[] {
  if (reply.type === 'none') return []
  if (reply.type !== 'text') return [{ id: pageId(turnKey, 0), reply }]
  return named(turnKey, toPages(reply.content, PAGE_BYTES))
}

/** The pages of the rest of a text. Another process may keep the beginning in the same box, under other names. */
export function pagesOfRest(turnKey: string, rest: string): readonly Page[] {
  return named(turnKey + REST, toPieces(rest, PAGE_BYTES))
}

export function isRestOf(turnKey: string, { id }: Page): boolean {
  return id.startsWith(`${turnKey}${REST}#`)
}

/** The size in bytes, with the empty line after the text. A reply that is no text fits nowhere. */
export function sizeOf(reply: Reply): number {
  return reply.type === 'text' ? Buffer.byteLength(reply.content) + 2 : Number.POSITIVE_INFINITY
}

/** Joins texts to one reply. A reply that is no text came alone. */
export function joined(replies: readonly Reply[], hint: string): Reply {
  const [first] = replies
  if (first?.type !== 'text') return first ?? NONE
  const contents = replies.map((reply) => (reply.type === 'text' ? reply.content : ''))
  return { type: 'text', content: contents.join('\n\n') + hint }
}

function named(name: string, contents: readonly string[]): readonly Page[] {
  return contents.map((content, i) => ({ id: pageId(name, i), reply: { type: 'text', content } }))
}

function pageId(name: string, page: number): string {
  return `${name}#${page}`
}

/** The key of the turn whose page it is. */
export function keyOfPage(id: string): string {
  return id.replace(/(\|rest)?#\d+$/, '')
}
