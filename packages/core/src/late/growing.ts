/**
 * Replies that grow. At the deadline the user reads the text so far, and later the rest. The first
 * part is decided once. Every attempt on every instance is answered with it.
 */
import { MAX_TEXT_BYTES } from '../reply/limits.ts'
import { GrowingText } from '../reply/stream.ts'
import type { Reply, StreamReply } from '../reply/types.ts'
import { RenewedMap } from '../store/renewed-map.ts'
import type { Turn } from '../turn/turn.ts'
import { type Draft, nextPiece } from './draft.ts'
import type { GrowingParts, Written } from './growing-parts.ts'
import { type Continuation, GrowingReply } from './growing-reply.ts'
import { SharedDrafts } from './shared-drafts.ts'

/** After this the text is written down once a second: another instance has it at its deadline then. */
const WRITE_DOWN_FROM_MS = 3000
const WRITE_DOWN_MS = 1000
/** Ends a text that is not whole. */
const CUT_OFF = '…'

export class GrowingReplies {
  readonly #parts: GrowingParts
  readonly #drafts: SharedDrafts
  readonly #growing = new RenewedMap<string, GrowingReply>()
  readonly #continuations = new Map<string, Continuation>()
  /** Sources that have been read: each can be read once. */
  readonly #sources = new WeakSet<object>()

  constructor(parts: GrowingParts) {
    this.#parts = parts
    this.#drafts = new SharedDrafts(parts)
  }

  /** Call it in the order of `late`. */
  register(strategy: string, continuation: Continuation): void {
    this.#continuations.set(strategy, continuation)
  }

  /** Reads the source of a turn's reply. Never rejects. */
  async write(turn: Turn, { source }: StreamReply): Promise<Written> {
    if (this.#sources.has(source)) {
      return {
        error: new Error('the source of this reply has been read for another one'),
        written: '',
      }
    }
    this.#sources.add(source)
    const growing = new GrowingReply(turn, new GrowingText(source))
    // A vanished process may have delivered a part of the reply that it had promised.
    growing.isKept = this.#parts.promises.isMade(turn)
    this.#growing.set(turn.key, growing)
    turn.grows(growing.text.over)
    const endWatch = growing.limit(this.#parts.clock, this.#parts.timeLimit(turn.message))
    const writing = this.#writeDown(growing)
    const endGrowth = this.#parts.growth?.watch(growing)
    try {
      await growing.text.over
      endGrowth?.()
      return this.#written(growing, await this.#left(growing))
    } finally {
      endWatch()
      writing.stop()
      if (turn.delivery === undefined) this.forget(turn)
    }
  }

  /**
   * The first part of the turn's reply. The first call decides it: the text up to the end of a
   * sentence. Undefined when nothing is written yet, or when the reply does not grow.
   */
  async first(turn: Turn, strategy: string): Promise<Reply | undefined> {
    const growing = this.#growing.get(turn.key)
    const line = this.#continuations.get(strategy)?.line ?? ''
    const room = MAX_TEXT_BYTES - Buffer.byteLength(line)
    const draft = await this.#drafts.change(turn.key, growing, (known) => {
      if (known === undefined || known.first !== undefined || known.isClosed) return undefined
      // The strategy delivers all of it.
      if (turn.delivery !== undefined) return undefined
      const next = nextPiece(known, room)
      if (next === undefined) return undefined
      return { ...known, taken: next.to, first: { content: next.piece + line, by: strategy } }
    })
    if (draft?.first === undefined) return undefined
    if (growing !== undefined) this.#goOn(growing, draft)
    return { type: 'text', content: draft.first.content }
  }

  /**
   * The first part has reached nobody, and no attempt follows. True if the rest will begin with it. False if the rest is on
   * its way already, or if there is no first part.
   */
  async unread(turn: Turn): Promise<boolean> {
    const draft = await this.#drafts.change(turn.key, this.#growing.get(turn.key), (known) =>
      known?.first === undefined || known.isClosed || known.last
        ? undefined
        : { ...known, taken: 0 },
    )
    return draft?.first !== undefined && !draft.isClosed && draft.taken === 0
  }

  /** The next sentences of a reply that any process writes, for the message that asks for them. */
  async next(
    key: string,
    asking: Turn,
    room: number,
  ): Promise<{ piece: string; isMore: boolean } | undefined> {
    const growing = this.#growing.get(key)
    const draft = await this.#drafts.change(key, growing, (known) => {
      if (known === undefined || known.isClosed || known.last?.turn === asking.key) return undefined
      const next = nextPiece(known, room)
      if (next === undefined) return undefined
      const { to } = next
      const isMore = !known.isOver || known.text.slice(to).trim() !== ''
      return { ...known, taken: to, last: { turn: asking.key, from: known.taken, to, isMore } }
    })
    if (draft?.last?.turn !== asking.key) return undefined
    growing?.text.takenUpTo(draft.taken)
    const { from, to, isMore } = draft.last
    const piece = draft.text.slice(from, to)
    this.#parts.growth?.wentOut(key, 'mailbox', piece)
    return { piece, isMore }
  }

  /** The text that the user has not been given yet. Its draft stays until {@link forget}. */
  async rest(growing: GrowingReply): Promise<string> {
    const { text, isCutOff } = growing
    const rest = await this.#close(growing)
    const { errorReply } = this.#parts
    const isFailed = text.error !== undefined && errorReply.type === 'text'
    return rest + (isFailed ? errorReply.content : isCutOff ? CUT_OFF : '')
  }

  /** Drops the turn's reply: it is delivered, or another process has taken it over. */
  forget(turn: Turn): void {
    const isKept = this.#growing.get(turn.key)?.isKept
    this.#growing.delete(turn.key)
    if (isKept && !turn.isLost) this.#parts.backlog.add(this.#drafts.remove(turn.key))
  }

  /** Tells all sources to stop. Resolves when their text is delivered. */
  async stop(): Promise<void> {
    const all = [...this.#growing.values()]
    for (const { text } of all) text.stop()
    await Promise.all(
      all.map(({ turn, firstAt }) => (firstAt === undefined ? undefined : turn.run)),
    )
  }

  /** The turn is answered with the first part. Its strategy delivers the rest, once. */
  #goOn(growing: GrowingReply, draft: Draft): void {
    const { turn, text } = growing
    text.takenUpTo(draft.taken)
    if (draft.first === undefined || turn.delivery !== undefined) return
    growing.firstAt = this.#parts.clock.monotonic()
    // The option `late` may have changed since the draft was written.
    const continuation =
      this.#continuations.get(draft.first.by) ?? [...this.#continuations.values()][0]
    const { content } = draft.first
    this.#parts.growth?.wentOut(turn.key, 'passive', draft.text.slice(0, draft.taken))
    const delivery = this.#parts.promises
      .adoptStanding(turn)
      .then(() => continuation?.deliver(turn, growing))
    this.#parts.backlog.add(delivery)
    turn.settleWithPart({ type: 'text', content }, delivery)
  }

  /** The part of a finished text that has yet to go out, alone or as the rest of a first part. */
  async #left(growing: GrowingReply): Promise<string> {
    const { turn } = growing
    if (turn.settled !== undefined) return growing.written
    if (turn.delivery === undefined) await this.#goOnFromDraft(growing)
    return growing.isKept && growing.firstAt === undefined ? this.#close(growing) : growing.written
  }

  /** Another instance may have decided the first part. A text longer than a page needs one, too. */
  async #goOnFromDraft(growing: GrowingReply): Promise<void> {
    const { turn } = growing
    if (growing.isKept) {
      const draft = await this.#drafts.change(turn.key, growing, () => undefined)
      if (draft !== undefined) this.#goOn(growing, draft)
    }
    if (growing.firstAt !== undefined || Buffer.byteLength(growing.written) <= MAX_TEXT_BYTES)
      return
    // Another process has answered the last attempt. It delivers the whole text.
    if (await this.#parts.promises.isStanding(turn)) return
    for (const [strategy, { isAble }] of this.#continuations) {
      if (!(await isAble().catch(() => false))) continue
      await this.#parts.promises.make(turn, strategy)
      return void (await this.first(turn, strategy))
    }
  }

  /** Closes the draft: nobody takes a piece of it any more. */
  async #close(growing: GrowingReply): Promise<string> {
    const { turn } = growing
    const draft = await this.#drafts.change(turn.key, growing, (known) => {
      const isFirstElsewhere = known?.first !== undefined && turn.delivery === undefined
      return known === undefined || isFirstElsewhere ? undefined : { ...known, isClosed: true }
    })
    if (draft !== undefined) this.#goOn(growing, draft)
    return draft?.text.slice(draft.taken) ?? ''
  }

  #written({ text, turn, isCutOff }: GrowingReply, content: string): Written {
    const { error } = text
    if (error !== undefined) return { error, written: content }
    if (isCutOff && text.text.trim() === '') {
      return {
        error: new Error('the source wrote nothing within the time of a handler'),
        written: '',
      }
    }
    if (content.trim() === '') return { reply: { type: 'none' } }
    if (isCutOff) this.#parts.log.error({ key: turn.key }, 'growing reply cut off: too slow')
    return { reply: { type: 'text', content: isCutOff ? content + CUT_OFF : content } }
  }

  #writeDown(growing: GrowingReply): { readonly stop: () => void } {
    const { clock } = this.#parts
    const { turn } = growing
    let isOver = false
    const write = async () => {
      if (isOver || turn.isLost) return
      const draft = await this.#drafts.change(turn.key, growing, (known) => known)
      if (draft !== undefined) this.#goOn(growing, draft)
      if (!isOver) timer = clock.setTimeout(() => void write(), WRITE_DOWN_MS)
    }
    const elapsed = clock.monotonic() - turn.receivedAt.monotonic
    let timer = clock.setTimeout(() => void write(), Math.max(0, WRITE_DOWN_FROM_MS - elapsed))
    return {
      stop: () => {
        isOver = true
        clock.clearTimeout(timer)
      },
    }
  }
}
