/** Instances of one bot over one Store whose replies grow, and a source that a spec writes by hand. */

import type { ManualClock } from '@wechatbot/simulator'
import { moment } from '#src/clock.js'
import type { Draft } from '#src/late/draft.js'
import { GrowingReplies } from '#src/late/growing.js'
import type { GrowingParts, Written } from '#src/late/growing-parts.js'
import type { Continuation } from '#src/late/growing-reply.js'
import { text } from '#src/reply/builders.js'
import { valueKeys } from '#src/store/keys.js'
import { createMemoryStore } from '#src/store/memory.js'
import type { Store } from '#src/store/types.js'
import { Turn } from '#src/turn/turn.js'
import { createSpecClock, messageOf, textXml } from '../fixtures.ts'
import { recordingLogger } from '../recording-logger.ts'
import { settled } from '../settled.ts'
import { growingParts } from './parts.ts'

/** Stands at the end of each first part here. */
export const LINE = '（回复「继续」）'

export class Source implements AsyncIterable<string> {
  isStopped = false
  readonly #pieces: (string | Error | undefined)[] = []
  #wake = () => {}

  /** Writes a piece, and lets it be read. */
  async write(piece: string): Promise<void> {
    await this.#push(piece)
  }

  async end(error?: Error): Promise<void> {
    await this.#push(error)
  }

  async #push(piece: string | Error | undefined): Promise<void> {
    this.#pieces.push(piece)
    this.#wake()
    await settled()
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<string> {
    try {
      for (;;) {
        while (this.#pieces.length === 0) {
          await new Promise<void>((resolve) => {
            this.#wake = resolve
          })
        }
        const piece = this.#pieces.shift()
        if (piece instanceof Error) throw piece
        if (piece === undefined) return
        yield piece
      }
    } finally {
      this.isStopped = true
    }
  }
}

export class Instance {
  readonly log = recordingLogger()
  readonly growing: GrowingReplies
  /** What the users got after the first parts. */
  readonly rests: string[] = []
  /** What went out, as development has it recorded. */
  readonly out: [key: string, by: string, text: string][] = []
  readonly parts: GrowingParts
  readonly #clock: ManualClock

  constructor(clock: ManualClock, store: Store, own: Partial<GrowingParts> = {}) {
    this.#clock = clock
    this.parts = {
      ...growingParts(clock, store, this.log),
      errorReply: text('出错了'),
      growth: {
        watch: () => () => {},
        wentOut: (...record) => void this.out.push(record),
      },
      ...own,
    }
    this.growing = new GrowingReplies(this.parts)
    this.register('mailbox')
  }

  /** Adds a strategy that delivers rests when they are complete. */
  register(name: string, own: Partial<Continuation> = {}): void {
    this.growing.register(name, {
      line: LINE,
      isAble: async () => true,
      deliver: async (turn, reply) => {
        await reply.text.over
        this.rests.push(await this.growing.rest(reply))
        this.growing.forget(turn)
      },
      ...own,
    })
  }

  newTurn(key = 'key', fence = 1): Turn {
    return new Turn(key, messageOf(textXml()), moment(this.#clock), 1, fence)
  }

  /** Begins to write a turn's reply. */
  begin(turn = this.newTurn()) {
    const source = new Source()
    const written: Promise<Written> = this.growing.write(turn, { type: 'stream', source })
    return { turn, source, written }
  }

  /** What the Store has of a turn's reply. */
  async draft(key = 'key'): Promise<Draft | undefined> {
    const draft = await this.parts.values.get(valueKeys.draft('wx1', key))
    return draft as Draft | undefined
  }
}

/** Two instances over one store: one that writes replies, and one that does not. */
export function twoInstances() {
  const clock = createSpecClock()
  const store = createMemoryStore({ clock })
  return { clock, store, here: new Instance(clock, store), there: new Instance(clock, store) }
}
