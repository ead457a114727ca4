/** Replies as they wait in the mailbox, and as they go out together. */
import { toPieces } from '../reply/cut.ts'
import { MAX_TEXT_BYTES } from '../reply/limits.ts'
import { toPages } from '../reply/pages.ts'
import type { Reply } from '../reply/types.ts'

const NONE: Reply = { type: 'none' }
/** Bytes left free on a page for the line that tells how to get the next page. */
const HINT_BYTES = 128
export const PAGE_BYTES = MAX_TEXT_BYTES - HINT_BYTES

/** The pages of a reply. */
export function toKeep(reply: Reply): readonly Reply[] {
  if (reply.type === 'none') return []
  return reply.type === 'text' ? toTexts(toPages(reply.content, PAGE_BYTES)) : [reply]
}

/** The pages of a text whose beginning was read. */
export function toRest(rest: string): readonly Reply[] {
  return toTexts(toPieces(rest, PAGE_BYTES))
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

function toTexts(contents: readonly string[]): readonly Reply[] {
  return contents.map((content) => ({ type: 'text', content }))
}

/** The name of one page of a turn's reply in the mailbox. */
export function pageId(turnKey: string, page: number): string {
  return `${turnKey}#${page}`
}

/** The key of the turn whose page it is. */
export function keyOfPage(id: string): string {
  return id.replace(/#\d+$/, '')
}
