/**
 * mailbox: answer a short text at once, and keep the reply until the user asks for it with the
 * trigger word, or until it can go out in front of the answer to the user's next message.
 */
import { waitFor } from '../clock.ts'
import { isEvent } from '../message/filter.ts'
import { fold } from '../message/fold.ts'
import { toPieces } from '../reply/cut.ts'
import { MAX_TEXT_BYTES } from '../reply/limits.ts'
import { toPages } from '../reply/pages.ts'
import type { Reply } from '../reply/types.ts'
import { isPending, type Soon } from '../soon.ts'
import { boxOf as boxKey, valueKeys } from '../store/keys.ts'
import type { LateReply } from '../store/types.ts'
import type { Turn } from '../turn/turn.ts'
import { isThere, MAX_WAITING, makeRoom } from './room.ts'
import type { LateParts, Strategy } from './types.ts'

export interface MailboxOptions {
  /** What the user sends to get the reply. @default '继续' */
  readonly trigger?: string
  /** What the user reads meanwhile. @default '还在想，回复「继续」查看' */
  readonly text?: string
  /** How long a reply waits for its user. @default 600000 (ten minutes) */
  readonly ttlMs?: number
}

type MailboxParts = Omit<LateParts, 'api' | 'hasApi' | 'draining'>

const TTL_MS = 10 * 60_000
/** Bytes left free on a page for the line that says how to get the next one. */
const HINT_BYTES = 128
const PAGE_BYTES = MAX_TEXT_BYTES - HINT_BYTES
const POLL_MS = 150

/** Holds the place of a reply that is still being made. */
const PENDING: Reply = { type: 'none' }

export interface Mailbox extends Strategy {
  /** What waits, if this message asks for it; undefined when it does not. The handlers are not asked then. */
  readonly takeUp: (turn: Turn) => Promise<Reply | undefined> | undefined
  /** The handlers' reply, with what waits for this user in front of it; undefined where nothing can be. */
  readonly addTo: (turn: Turn, reply: Reply) => Promise<Reply> | undefined
  /** Keeps a reply that could not go out another way. */
  readonly keep: (turn: Turn, reply: Reply) => Promise<void>
  /** Keeps the rest of a text of which the user has read the beginning. It loses no character. */
  readonly keepRest: (turn: Turn, rest: string) => Promise<void>
  /** Behind a message that more of the text waits for. */
  readonly more: string
}

export function createMailbox(parts: MailboxParts, options: MailboxOptions = {}): Mailbox {
  const { account, clock, log, store, backlog, growing, pendingMs } = parts
  const { trigger = '继续', ttlMs = TTL_MS } = options
  const folded = fold(trigger)
  const text = options.text ?? `还在想，回复「${trigger}」查看`
  /** Behind a text that is still being written. */
  const unfinished = `\n（还没写完，回复「${trigger}」看下文）`
  const boxOf = ({ message }: Turn) => boxKey(account.scope, message.FromUserName)

  const put = (turn: Turn, id: string, reply: Reply, ms: number) =>
    store.late.put(boxOf(turn), { id, reply, storedAt: clock.now() }, ms)

  const keep = async (turn: Turn, reply: Reply): Promise<void> => {
    const pages = reply.type === 'text' ? toTexts(toPages(reply.content, PAGE_BYTES)) : [reply]
    await keepPages(turn, pages)
  }

  const keepRest = (turn: Turn, rest: string) =>
    keepPages(turn, toTexts(toPieces(rest, PAGE_BYTES)))

  const keepPages = async (turn: Turn, pages: readonly Reply[]): Promise<void> => {
    const kept = pages.slice(0, MAX_WAITING)
    if (kept.length < pages.length) {
      log.warn({ key: turn.key, pages: pages.length }, `late reply cut to ${MAX_WAITING} pages`)
    }
    await makeRoom(parts, boxOf(turn), kept.length, turn.key)
    for (const [i, page] of kept.entries()) {
      await put(turn, `${turn.key}#${i}`, page, ttlMs)
    }
    log.debug({ key: turn.key, pages: pages.length }, 'late reply waits for its user')
  }

  /** Once per turn, however many attempts and instances have promised it: one finds the place. */
  const keepPromised = async (turn: Turn, reply: Reply): Promise<void> => {
    if (turn.isLost) return
    const isMine = await store.late.remove(boxOf(turn), turn.key)
    if (isMine && reply.type !== 'none') await keep(turn, reply)
  }

  const begin = async (turn: Turn): Promise<void> => {
    await put(turn, turn.key, PENDING, pendingMs)
    if (turn.delivery !== undefined) return
    const delivery = turn.reply.then((reply) => keepPromised(turn, reply))
    turn.deliversBy(delivery)
    backlog.add(delivery)
  }

  /**
   * Hands over what waits, as far as it fits `room` bytes; the first one, if `room` is a whole page,
   * whatever it is. `left` waits on.
   */
  const handOver = async (turn: Turn, kept: readonly LateReply[], room: number) => {
    const handed: Reply[] = []
    const left = kept.filter(isThere)
    for (let free = room; left[0] !== undefined; ) {
      const { id, reply } = left[0]
      const isAlone = handed.length === 0 && room === PAGE_BYTES
      if (sizeOf(reply) > free && !isAlone) break
      left.shift()
      if (!(await isHandedTo(turn, id))) continue
      handed.push(reply)
      free -= sizeOf(reply)
    }
    return { handed, left: left.length }
  }

  /** What waits, or is nearly there. */
  const handOverFirst = async (turn: Turn): Promise<Reply | undefined> => {
    const endsAt = turn.receivedAt.monotonic + parts.patienceMs
    for (;;) {
      const kept = await store.late.list(boxOf(turn))
      const { handed, left } = await handOver(turn, kept, PAGE_BYTES)
      if (handed.length > 0) return joined(handed, hint(left))
      const grown = await nextSentences(turn, kept)
      if (grown !== undefined) return grown
      // Nothing is being made either: then it is a message like any other.
      if (kept.every(isThere)) return undefined
      if (clock.monotonic() + POLL_MS > endsAt) return { type: 'text', content: text }
      await waitFor(clock, POLL_MS)
    }
  }

  /** Of the replies that are being written. */
  const nextSentences = async (
    turn: Turn,
    kept: readonly LateReply[],
  ): Promise<Reply | undefined> => {
    for (const { id } of kept.filter((late) => !isThere(late))) {
      const next = await growing.next(id, turn, PAGE_BYTES)
      if (next === undefined) continue
      return { type: 'text', content: next.isMore ? next.piece + unfinished : next.piece }
    }
    return undefined
  }

  const addWaiting = async (
    turn: Turn,
    waiting: Soon<readonly LateReply[]>,
    reply: Reply,
  ): Promise<Reply> => {
    const kept = await waiting
    const isSilent = reply.type === 'none'
    const room = isSilent ? PAGE_BYTES : PAGE_BYTES - sizeOf(reply)
    const { handed, left } = await handOver(turn, kept, room)
    if (handed.length === 0) return reply
    return joined(isSilent ? handed : [...handed, reply], hint(left))
  }

  /**
   * The message that asks first gets it, and gets it again if it runs again after a crash: so it
   * stays in the box, marked for as long as it could stay, until the user's next message.
   */
  const isHandedTo = async (turn: Turn, id: string): Promise<boolean> => {
    const place = valueKeys.handedTo(account.scope, id)
    if (await store.values.setIfAbsent(place, turn.key, ttlMs)) return true
    if ((await store.values.get(place)) === turn.key) return true
    await store.late.remove(boxOf(turn), id)
    return false
  }

  const hint = (left: number) => (left > 0 ? `\n（还有 ${left} 条，回复「${trigger}」继续看）` : '')

  return {
    name: 'mailbox',
    keep,
    keepRest,
    more: `\n（没说完，回复「${trigger}」看下文）`,

    continuation: {
      line: unfinished,
      isAble: async () => true,
      deliver: async (turn, reply) => {
        // For who asks meanwhile: here the rest is being written.
        await put(turn, turn.key, PENDING, pendingMs)
        await reply.text.over
        if (turn.isLost) return
        await keepRest(turn, await growing.rest(reply))
        await store.late.remove(boxOf(turn), turn.key)
      },
    },

    answer: async ({ turn }) => {
      await parts.promises.make(turn, 'mailbox')
      const part = await growing.first(turn, 'mailbox')
      if (part !== undefined) {
        await put(turn, turn.key, PENDING, pendingMs)
        return part
      }
      await begin(turn)
      return { type: 'text', content: text }
    },
    resume: begin,

    takeUp: (turn) => {
      const { message } = turn
      const { kind } = message
      // Said instead of typed, it is the same word.
      const word =
        kind === 'text' ? message.Content : kind === 'voice' ? message.Recognition : undefined
      return word !== undefined && fold(word) === folded ? handOverFirst(turn) : undefined
    },

    addTo: (turn, reply) => {
      const canCarry = reply.type === 'text' || reply.type === 'none'
      if (isEvent(turn.message) || !canCarry) return undefined
      const kept = store.late.list(boxOf(turn))
      // Nearly always nothing waits.
      return isPending(kept) || kept.length > 0 ? addWaiting(turn, kept, reply) : undefined
    },
  }
}

/** In bytes, with the empty line after it. What is no text fits nowhere. */
function sizeOf(reply: Reply): number {
  return reply.type === 'text' ? Buffer.byteLength(reply.content) + 2 : Number.POSITIVE_INFINITY
}

/** Texts become one; anything else came alone. */
function joined(replies: readonly Reply[], hint: string): Reply {
  const [first] = replies
  if (first?.type !== 'text') return first ?? PENDING
  const contents = replies.map((reply) => (reply.type === 'text' ? reply.content : ''))
  return { type: 'text', content: contents.join('\n\n') + hint }
}

function toTexts(contents: readonly string[]): readonly Reply[] {
  return contents.map((content) => ({ type: 'text', content }))
}
