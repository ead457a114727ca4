/**
 * mailbox: answers with a short text at once, and keeps the reply. The user gets it when they send
 * the trigger word, or in front of the answer to their next message.
 */
import { waitFor } from '../clock.ts'
import { isEvent } from '../message/filter.ts'
import type { Reply } from '../reply/types.ts'
import { isPending, type Soon } from '../soon.ts'
import type { LateReply } from '../store/types.ts'
import { mayBeLast } from '../turn/attempt.ts'
import { isAbandoned } from '../turn/push.ts'
import type { Turn } from '../turn/turn.ts'
import { Box } from './box.ts'
import { promiseOrAnswer } from './early.ts'
import { Endings } from './endings.ts'
import type { GrowingReply } from './growing-reply.ts'
import { Handed } from './handed.ts'
import { createTexts } from './mailbox-texts.ts'
import { Places } from './places.ts'
import { isThere } from './room.ts'
import type { LateParts, Mailbox } from './types.ts'
import {
  joined,
  keyOfPage,
  PAGE_BYTES,
  type Page,
  pagesOf,
  pagesOfRest,
  sizeOf,
} from './waiting-replies.ts'

export interface MailboxOptions {
  /** The word that the user sends to get the reply. @default '继续' */
  readonly trigger?: string
  /** The user reads this text first. @default '还在想，回复「继续」查看' */
  readonly text?: string
  /** How long a reply waits for its user. @default 600000 (ten minutes) */
  readonly ttlMs?: number
}

type MailboxParts = Omit<LateParts, 'api' | 'hasApi'>

const POLL_MS = 150
const NONE: Reply = { type: 'none' }

export function createMailbox(parts: MailboxParts, options: MailboxOptions = {}): Mailbox {
  const { account, clock, log, store, backlog, growing, growth, leases } = parts
  const { trigger = '继续', ttlMs = 600_000 } = options
  const { patience, unfinished, ended, more, hint, isTrigger } = createTexts(trigger, options.text)
  const box = new Box(parts, ttlMs)
  const places = new Places(parts, box)
  const handed = new Handed(store, clock, account.scope, ttlMs)
  const endings = new Endings(store, account.scope, ttlMs)

  /** The place goes last: who asks meanwhile must not find an empty box. */
  const keepInPlace = async (turn: Turn, pages: readonly Page[]): Promise<void> => {
    await box.keep(turn, pages)
    if (!(await places.isGivenUp(turn))) backlog.add(places.giveUpAtLast(turn))
    tellOf(turn, pages)
  }

  const keepWithoutPlace = async (turn: Turn, pages: readonly Page[]): Promise<void> => {
    await box.keep(turn, pages)
    tellOf(turn, pages)
  }

  const tellOf = ({ key }: Turn, { length: pages }: readonly Page[]): void => {
    if (pages > 0) log.debug({ key, pages }, 'late reply waits for its user')
  }

  /**
   * Keeps the reply once per turn. The lease decides who keeps it.
   * @param mayBeFinished a finished turn has no lease any more.
   */
  const keepPromised = async (turn: Turn, reply: Reply, mayBeFinished: boolean): Promise<void> => {
    if (turn.isLost) return
    const { fence } = turn
    const isOwner = mayBeFinished ? undefined : await leases.holds(turn)
    if (isOwner === false) turn.lose(fence, log)
    if (isOwner === false || turn.isLost) return
    const pages = pagesOf(turn.key, reply)
    if (isOwner) return keepInPlace(turn, pages)
    // Without a lease, the process that removes the place keeps the reply. A turn that runs without the Store may have no
    // place there, and keeps its reply in any case.
    if ((await places.giveUp(turn)) || turn.isAlone) await keepWithoutPlace(turn, pages)
  }

  const beginInPlace = (turn: Turn): void => {
    if (turn.delivery !== undefined) return
    // The text may not reach WeChat, and then it asks again.
    turn.instead = patience
    const mayBeFinished = turn.settled !== undefined
    const kept = turn.reply.then((reply) => keepPromised(turn, reply, mayBeFinished))
    const delivery = places.during(turn, kept)
    turn.deliversBy(delivery)
    backlog.add(delivery)
  }

  /**
   * Hands over waiting replies as far as they fit `room` bytes. If `room` is a whole page, the
   * first reply goes out whatever its size. `left` counts the replies that go on waiting.
   */
  const handOver = async (turn: Turn, kept: readonly LateReply[], room: number) => {
    const all: LateReply[] = []
    // A process may have vanished after it had kept this turn's own page. This run keeps it anew.
    const left = kept.filter((late) => isThere(late) && keyOfPage(late.id) !== turn.key)
    for (let free = room; left[0] !== undefined; ) {
      const [page] = left
      const { id, reply } = page
      const isAlone = all.length === 0 && room === PAGE_BYTES
      if (sizeOf(reply) > free && !isAlone) break
      left.shift()
      if (!(await isHandedTo(turn, id))) continue
      growth?.wentOut(keyOfPage(id), 'mailbox', reply.type === 'text' ? reply.content : '')
      all.push(page)
      free -= sizeOf(reply)
    }
    const replies = all.map(({ reply }) => reply)
    if (isForUser(turn)) return { replies, left: left.length }
    await giveBack(turn, all, left)
    return { replies: [], left: left.length }
  }

  /** Whether the answer with waiting replies reaches the user. Nobody reads it once the turn's attempt got the short text. */
  const isForUser = (turn: Turn) => turn.settled === undefined && !turn.isLost && !places.has(turn)

  /**
   * A newer message or another process has ended this turn, so its answer goes nowhere. A newer message may have found the
   * pages marked, and removed them. They go back into the box, before those that follow them.
   */
  const giveBack = async (turn: Turn, pages: LateReply[], following: LateReply[]) => {
    for (const { id } of pages) await handed.giveBack(id)
    if (pages.length === 0) return
    for (const page of [...pages, ...following]) await box.put(turn, page)
  }

  /** Hands over waiting replies, or waits for one that is nearly ready. */
  const handOverFirst = async (turn: Turn): Promise<Reply | undefined> => {
    const endsAt = turn.receivedAt.monotonic + parts.patienceMs
    for (;;) {
      const kept = await places.list(turn)
      const { replies, left } = await handOver(turn, kept, PAGE_BYTES)
      if (replies.length > 0) return joined(replies, hint(left))
      if (!isForUser(turn)) return NONE
      const grown = await nextSentences(turn, kept)
      if (grown !== undefined) return grown
      // No reply is being made either. So the handlers get the message, unless it asks for more of one that has ended.
      if (kept.every(isThere)) return (await endings.take(turn)) ? ended : undefined
      if (clock.monotonic() + POLL_MS > endsAt) return patience
      await waitFor(clock, POLL_MS)
    }
  }

  const deliverRest = async (turn: Turn, reply: GrowingReply): Promise<void> => {
    // The place is for messages that ask meanwhile: this one writes the rest.
    await places.take(turn)
    await reply.text.over
    if (turn.isLost) return
    const rest = await growing.rest(reply)
    if (rest.trim() === '' && reply.isExpected) await endings.note(turn)
    await keepInPlace(turn, pagesOfRest(turn.key, rest))
  }

  /** The next sentences of the replies that are being written. */
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
    const { replies, left } = await handOver(turn, kept, room)
    if (replies.length === 0) return reply
    return joined(isSilent ? replies : [...replies, reply], hint(left))
  }

  /** Whether this message gets the reply. It stays in the box until the user's next message. */
  const isHandedTo = async (turn: Turn, id: string): Promise<boolean> => {
    const key = await handed.ask(turn, id)
    if (key !== undefined && key !== turn.key) await box.remove(turn, id)
    return key === turn.key
  }

  return {
    name: 'mailbox',
    keep: (turn, reply) => keepWithoutPlace(turn, pagesOf(turn.key, reply)),
    keepRest: (turn, rest) => keepWithoutPlace(turn, pagesOfRest(turn.key, rest)),
    more,

    continuation: {
      line: unfinished,
      isAble: async () => true,
      deliver: (turn, reply) => places.during(turn, deliverRest(turn, reply)),
    },

    answer: async (attempt) => {
      const { turn, push } = attempt
      const early = await promiseOrAnswer(attempt, 'mailbox', parts)
      // The process that writes the text takes its place itself.
      if (early?.isPart && turn.firstPart === undefined) await places.take(turn)
      if (early !== undefined) return early.response
      await places.take(turn)
      if (turn.delivery !== undefined) return patience
      // The peer may have hung up while the Store was asked: the next attempt brings the reply.
      if (isAbandoned(push, clock) && !mayBeLast(attempt)) {
        await places.isGivenUp(turn)
        return 'unanswered'
      }
      beginInPlace(turn)
      return patience
    },
    resume: async (turn) => {
      await places.take(turn)
      beginInPlace(turn)
    },

    takeUp: (turn) => (isTrigger(turn.message) ? handOverFirst(turn) : undefined),

    addTo: (turn, reply) => {
      const canCarry = reply.type === 'text' || reply.type === 'none'
      if (isEvent(turn.message) || !canCarry) return undefined
      // A reply that goes into the box takes nothing out of it, nor does one for which nobody waits any more.
      if (places.has(turn) || (turn.isLeft && turn.delivery === undefined)) return undefined
      const kept = store.late.list(box.of(turn))
      // Most users have no waiting replies.
      return isPending(kept) || kept.length > 0 ? addWaiting(turn, kept, reply) : undefined
    },
  }
}
