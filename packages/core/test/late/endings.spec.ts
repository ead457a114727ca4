/** 「继续」 after the last sentence of a reply, when nobody knew yet that it was the last. */
import type { ManualClock } from '@wechatbot/simulator'
import { expect } from 'chai'
import { handle } from '#src/pipeline/handle.js'
import { createSpecClock, textXml } from '../fixtures.ts'
import { attemptAt, createParts, type Parts } from '../parts.ts'

const ENDED = { type: 'text', content: '刚才的回答已经写完了。' }
const UNFINISHED = '\n（还没写完，回复「继续」看下文）'

describe('a reply whose source ends after its last sentence', () => {
  let clock: ManualClock
  let bot: Parts
  let messages: number

  /** A source that writes at these times, in milliseconds, and then ends. */
  async function* source(pieces: readonly (readonly [number, string])[], endsAt: number) {
    const began = clock.monotonic()
    const until = (ms: number) => clock.wait(began + ms - clock.monotonic())
    for (const [ms, piece] of pieces) {
      if (ms > 0) await until(ms)
      yield piece
    }
    await until(endsAt)
  }
  const push = async (Content: string) => {
    messages += 1
    const attempt = await attemptAt(bot, textXml({ Content, MsgId: `${messages}` }))
    return handle(attempt, bot)
  }
  const content = (text: string) => ({ type: 'text', content: text })

  beforeEach(() => {
    clock = createSpecClock()
    messages = 0
    bot = createParts({ clock, late: ['mailbox'] })
    bot.hears('继续', () => 'asked')
  })

  it('is said to have ended, once, where its first part was all of it', async () => {
    bot.on('text', () => source([[0, '一。']], 6000))
    const first = push('问')
    await clock.advance(4500)
    expect(await first).to.deep.equal(content(`一。${UNFINISHED}`))
    await clock.advance(2000)
    expect(await push('继续')).to.deep.equal(ENDED)
    expect(await push('继续')).to.deep.equal(content('asked'))
  })

  it('is said to have ended where the next sentence was the last', async () => {
    bot.on('text', () =>
      source(
        [
          [0, '一。'],
          [5000, '二。'],
        ],
        7000,
      ),
    )
    void push('问')
    await clock.advance(5500)
    expect(await push('继续')).to.deep.equal(content(`二。${UNFINISHED}`))
    await clock.advance(2000)
    expect(await push('继续')).to.deep.equal(ENDED)
  })

  it('is not said to have ended where its user has read so', async () => {
    bot.on('text', () =>
      source(
        [
          [0, '一。'],
          [5000, '二。'],
        ],
        5000,
      ),
    )
    void push('问')
    await clock.advance(6000)
    expect(await push('继续')).to.deep.equal(content('二。'))
    expect(await push('继续')).to.deep.equal(content('asked'))
  })
})
