/**
 * Replies that grow: at the deadline the user reads what has been written, and then the rest. The first part is
 * decided once, and every attempt on every instance is answered with it.
 */
import type { Clock } from '../clock.ts'
import type { Logger } from '../records/log.ts'
import { MAX_TEXT_BYTES } from '../reply/limits.ts'
import { GrowingText } from '../reply/stream.ts'
import type { Reply, StreamReply, TextReply } from '../reply/types.ts'
import type { Outage } from '../store/outage.ts'
import type { Values } from '../store/types.ts'
import type { Backlog } from '../turn/backlog.ts'
import type { Turn } from '../turn/turn.ts'
import { type Draft, Drafts, merged, nextPiece } from './draft.ts'
import { GrowingReply } from './growing-reply.ts'

/** From then on the text is written down once a second, so that another instance has it at its deadline. */
const WRITE_DOWN_FROM_MS = 3000
const WRITE_DOWN_MS = 1000
/** Behind a text that is not whole. */
const CUT_OFF = '…'

/** Delivers what a growing reply has behind its first part. */
export interface Continuation {
  /** Behind the first part: how the user gets the rest. */
  readonly line: string
  /** Whether it can deliver to this account. */
  readonly isAble: () => Promise<boolean>
  readonly deliver: (turn: Turn, growing: GrowingReply) => Promise<void>
}

/** What came of a source: its text, or why it failed, and then what was written before it did. */
export type Written =
  | { readonly reply: TextReply | { readonly type: 'none' } }
  | { readonly error: unknown; readonly written: string }

export interface GrowingParts {
  readonly clock: Clock
  readonly log: Logger
  readonly outage: Outage
  readonly values: Values
  readonly scope: string
  readonly backlog: Backlog
  readonly errorReply: Reply
}

export class GrowingReplies {
  readonly #parts: GrowingParts
  readonly #drafts: Drafts
  readonly #growing = new Map<string, GrowingReply>()
  readonly #continuations = new Map<string, Continuation>()
  readonly #deliveries = new Set<Promise<void>>()
  /** A source is read once. */
  readonly #sources = new WeakSet<object>()

  constructor(parts: GrowingParts) {
    this.#parts = parts
    this.#drafts = new Drafts(parts.values, parts.scope)
  }

  /** In the order of `late`. */
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
    this.#growing.set(turn.key, growing)
    turn.grows(growing.text.over)
    const endWatch = growing.limit(this.#parts.clock)
    const writing = this.#writeDown(growing)
    try {
      await growing.text.over
      await this.#settleFirst(growing)
      return this.#written(growing)
    } finally {
      endWatch()
      writing.stop()
      if (growing.firstAt === undefined) this.#forget(growing)
    }
  }

  /**
   * The first part of the turn's reply, decided now unless it has been: what was written up to the end of a
   * sentence. Undefined where nothing is written, or the reply does not grow.
   */
  async first(turn: Turn, strategy: string): Promise<Reply | undefined> {
    const growing = this.#growing.get(turn.key)
    const line = this.#continuations.get(strategy)?.line ?? ''
    const room = MAX_TEXT_BYTES - Buffer.byteLength(line)
    const draft = await this.#change(turn.key, growing, (known) => {
      if (known === undefined || known.first !== undefined) return undefined
      const next = nextPiece(known, room)
      if (next === undefined) return undefined
      return { ...known, taken: next.to, first: { content: next.piece + line, by: strategy } }
    })
    if (draft?.first === undefined) return undefined
    if (growing !== undefined) this.#goOn(growing, draft)
    return { type: 'text', content: draft.first.content }
  }

  /** The next sentences of a reply that grows anywhere, for the message that asks for them. */
  async next(
    key: string,
    asking: Turn,
    room: number,
  ): Promise<{ piece: string; isMore: boolean } | undefined> {
    const growing = this.#growing.get(key)
    const draft = await this.#change(key, growing, (known) => {
      if (known === undefined || known.last?.turn === asking.key) return undefined
      const next = nextPiece(known, room)
      if (next === undefined) return undefined
      return {
        ...known,
        taken: next.to,
        last: { turn: asking.key, from: known.taken, to: next.to },
      }
    })
    if (draft?.last?.turn !== asking.key) return undefined
    growing?.text.takenUpTo(draft.taken)
    const { from, to } = draft.last
    const isMore = !draft.isOver || draft.text.slice(to).trim() !== ''
    return { piece: draft.text.slice(from, to), isMore }
  }

  /** Everything that the user has not been given yet; the draft ends with it. */
  async rest(growing: GrowingReply): Promise<string> {
    const { turn } = growing
    let rest = ''
    await this.#change(turn.key, growing, (known) => {
      if (known === undefined) return undefined
      rest = known.text.slice(known.taken)
      return { ...known, taken: known.text.length }
    })
    await this.#drafts.remove(turn.key).catch(() => {})
    this.#growing.delete(turn.key)
    const { text, isCutOff, prefix } = growing
    const { errorReply } = this.#parts
    const isFailed = text.error !== undefined && errorReply.type === 'text'
    const end = isFailed ? errorReply.content : isCutOff ? CUT_OFF : ''
    return (rest === '' ? '' : prefix + rest) + end
  }

  /** Sources are told to stop. Resolves when what they have written is delivered. */
  async stop(): Promise<void> {
    for (const { text } of this.#growing.values()) text.stop()
    await Promise.allSettled(this.#deliveries)
  }

  /** Answered with the first part; the rest is its strategy's, once. */
  #goOn(growing: GrowingReply, draft: Draft): void {
    const { turn, text } = growing
    if (draft.first === undefined || growing.firstAt !== undefined) return
    growing.firstAt = this.#parts.clock.monotonic()
    text.takenUpTo(draft.taken)
    turn.settle({ type: 'text', content: draft.first.content })
    const continuation = this.#continuations.get(draft.first.by)
    if (continuation === undefined) return
    const delivery = continuation.deliver(turn, growing)
    this.#deliveries.add(delivery)
    const ended = () => this.#deliveries.delete(delivery)
    delivery.then(ended, ended)
    this.#parts.backlog.add(delivery)
  }

  /** Another instance may have decided the first part; a text longer than a page has one, too. */
  async #settleFirst(growing: GrowingReply): Promise<void> {
    if (growing.firstAt !== undefined || growing.turn.settled !== undefined) return
    if (growing.isKept) {
      const draft = await this.#change(growing.turn.key, growing, (known) => known)
      if (draft !== undefined) this.#goOn(growing, draft)
    }
    if (growing.turn.isDeferred || growing.firstAt !== undefined) return
    if (Buffer.byteLength(growing.text.text) <= MAX_TEXT_BYTES) return
    for (const [strategy, { isAble }] of this.#continuations) {
      if (await isAble().catch(() => false)) return void (await this.first(growing.turn, strategy))
    }
  }

  #forget({ turn, isKept }: GrowingReply): void {
    this.#growing.delete(turn.key)
    if (isKept) this.#parts.backlog.add(this.#drafts.remove(turn.key).catch(() => {}))
  }

  #written({ text, turn, isCutOff }: GrowingReply): Written {
    const { error } = text
    const content = text.text
    if (error !== undefined) return { error, written: content }
    if (isCutOff && content.trim() === '') {
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
      const draft = await this.#change(turn.key, growing, (known) => known)
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

  /** With what this process has read of it. Where the Store is away, only this process knows. */
  async #change(
    key: string,
    growing: GrowingReply | undefined,
    change: (draft: Draft | undefined) => Draft | undefined,
  ): Promise<Draft | undefined> {
    const known = (draft: Draft | undefined) => {
      if (growing === undefined) return draft
      return merged(growing.aligned(draft), growing.text.text, growing.text.isOver)
    }
    try {
      const draft = await this.#drafts.change(key, (before) => change(known(before)))
      if (growing !== undefined) growing.isKept = true
      return known(draft)
    } catch (err) {
      this.#parts.outage.note(err, 'a growing reply is known to this instance only', { key })
      const draft = known(undefined)
      return change(draft) ?? draft
    }
  }
}
