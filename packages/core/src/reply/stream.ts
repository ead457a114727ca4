/** Reads a text while it is being written. */
import { WechatBotError } from '../errors.ts'
import type { StreamReply, TextSource } from './types.ts'

/** Characters that may wait for a reader. When there are more, reading stops until some are taken. */
const MAX_AHEAD = 64 * 1024

/**
 * A text reply that grows. At the deadline the user reads the text so far, not a placeholder.
 *
 * @example
 * ```ts
 * bot.on('text', (ctx) => stream(model.answer(ctx.message.Content, { signal: ctx.signal })))
 * ```
 * @throws WechatBotError BAD_REPLY for a source that is neither an AsyncIterable nor a
 *   ReadableStream.
 */
export function stream(source: TextSource): StreamReply {
  if (isTextSource(source)) return { type: 'stream', source }
  throw new WechatBotError(
    'BAD_REPLY',
    `stream: expected an AsyncIterable or a ReadableStream of strings, got ${typeof source}`,
  )
}

export function isTextSource(value: unknown): value is TextSource {
  if (typeof value !== 'object' || value === null) return false
  return Symbol.asyncIterator in value || value instanceof ReadableStream
}

export function isGrowing(value: unknown): boolean {
  if (isTextSource(value)) return true
  return typeof value === 'object' && value !== null && 'type' in value && value.type === 'stream'
}

/**
 * The whole text of a source.
 * @throws the source's error; WechatBotError BAD_REPLY for a piece that is no text.
 */
export async function wholeOf({ source }: StreamReply): Promise<string> {
  let whole = ''
  for await (const piece of source as AsyncIterable<unknown>) {
    if (typeof piece !== 'string') throw notText(piece)
    whole += piece
  }
  return whole
}

/** Reads a source to its end, or until it is stopped. Its text only grows. */
export class GrowingText {
  /** Resolves when the source has ended. */
  readonly over: Promise<void>
  #text = ''
  #taken = 0
  #isOver = false
  #error: unknown
  #stop: (() => void) | undefined
  #wake: (() => void) | undefined

  /** @param source its reading begins at once. */
  constructor(source: TextSource) {
    this.over = this.#read(source)
  }

  /** The text so far. */
  get text(): string {
    return this.#text
  }

  get isOver(): boolean {
    return this.#isOver
  }

  /** The source's error; undefined if it did not fail. */
  get error(): unknown {
    return this.#error
  }

  /** Notes that a reader has the text up to `index`, so that more may be read. */
  takenUpTo(index: number): void {
    this.#taken = Math.max(this.#taken, index)
    this.#wake?.()
  }

  /** Tells the source to stop, without waiting for it: a generator that waits never answers. */
  stop(): void {
    this.#stop?.()
  }

  async #read(source: TextSource): Promise<void> {
    const stopped = new Promise<'stopped'>((resolve) => {
      this.#stop = () => resolve('stopped')
    })
    let iterator: AsyncIterator<unknown> | undefined
    try {
      iterator = iteratorOf(source)
      for (;;) {
        const next = await Promise.race([iterator.next(), stopped])
        if (next === 'stopped') return end(iterator)
        if (next.done === true) return
        if (typeof next.value !== 'string') {
          end(iterator)
          throw notText(next.value)
        }
        this.#text += next.value
        if ((await Promise.race([this.#room(), stopped])) === 'stopped') return end(iterator)
      }
    } catch (error) {
      this.#error = error
    } finally {
      this.#isOver = true
      this.#stop = undefined
    }
  }

  /** Resolves when less than 64k characters wait for a reader. */
  async #room(): Promise<void> {
    while (this.#text.length - this.#taken > MAX_AHEAD) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve
      })
    }
  }
}

function iteratorOf(source: TextSource): AsyncIterator<unknown> {
  // A ReadableStream that another reader has locked throws here.
  return source[Symbol.asyncIterator]()
}

function end(iterator: AsyncIterator<unknown>): void {
  Promise.resolve(iterator.return?.()).catch(() => {})
}

function notText(piece: unknown): WechatBotError {
  return new WechatBotError(
    'BAD_REPLY',
    `stream: expected pieces of text, got ${described(piece)}; give strings, not chunks of a model or bytes`,
  )
}

function described(value: unknown): string {
  if (value instanceof Uint8Array) return 'bytes'
  return value === null ? 'null' : typeof value
}
