/** The first part of a growing reply that reaches nobody: WeChat has hung up on its last attempt while the Store was asked. */
import type { ManualClock } from '@wechatbot/simulator'
import { expect } from 'chai'
import { handle } from '#src/pipeline/handle.js'
import { createMemoryStore } from '#src/store/memory.js'
import type { Store } from '#src/store/types.js'
import { createSpecClock, textXml } from '../fixtures.ts'
import { attemptAt, createParts, type Parts } from '../parts.ts'

describe('a first part on which WeChat has hung up', () => {
  let clock: ManualClock
  let bot: Parts
  /** The connection of the last attempt. */
  let connection: { destroyed: boolean; readableEnded: boolean }
  /** How many of the reads of the draft, after it was decided, are slow. */
  let slow: number

  beforeEach(() => {
    clock = createSpecClock()
    connection = { destroyed: false, readableEnded: false }
    slow = 0
    const store: Store = { ...createMemoryStore({ clock }), outlivesProcess: true }
    const { values } = store
    const entry: typeof values.entry = async (key) => {
      slow -= 1
      if (slow >= 0) await clock.wait(200)
      return values.entry(key)
    }
    const replace: typeof values.replace = async (key, value, ...rest) => {
      const isReplaced = await values.replace(key, value, ...rest)
      if ((value as { taken?: number }).taken === 2 && !connection.readableEnded) {
        connection.readableEnded = true
        slow = 1
      }
      return isReplaced
    }
    bot = createParts({
      clock,
      late: ['mailbox'],
      store: { ...store, values: { ...values, entry, replace } },
    })
    bot.hears('继续', () => 'asked')
    bot.on('text', () => source())
  })

  /** The last attempt comes at 9 s, and its deadline is at 13.5 s. */
  async function* source() {
    await clock.wait(13_000)
    yield '一。'
    await clock.wait(520)
    yield '二。'
  }
  const push = async (Content: string, MsgId: string, own = {}) => {
    const attempt = await attemptAt(bot, textXml({ Content, MsgId }), own)
    return handle(attempt, bot)
  }

  it('is kept where the rest is on its way already', async () => {
    const hungUp = { connection: { destroyed: false, readableEnded: true } }
    for (const own of [hungUp, hungUp, { connection }]) {
      void push('问', '1', own)
      await clock.advance(own === hungUp ? 4500 : 6000)
    }
    expect(connection.readableEnded).to.equal(true)
    await clock.advance(2000)
    const read = await push('继续', '2')
    expect(read).to.have.property('content')
    const { content } = read as { content: string }
    expect(content.match(/[一二]。/g)).to.deep.equal(['一。', '二。'])
  })
})
