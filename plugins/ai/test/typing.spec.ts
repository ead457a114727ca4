/** When 对方正在输入 is asked for again after it was refused. */
import { type Context, createLogger } from '@wechatbot/core'
import { createManualClock } from '@wechatbot/simulator'
import { expect } from 'chai'
import { createTyping } from '#src/typing.js'

/** How often WeChat is asked in two messages, if it refuses each time with these fields. */
async function asked(refusal: object): Promise<number> {
  const clock = createManualClock()
  let times = 0
  const typing = async () => {
    times += 1
    throw Object.assign(new Error('refused'), refusal)
  }
  const ctx = { typing, log: createLogger({ level: 'silent' }) } as unknown as Context
  const show = createTyping(clock)
  for (let message = 0; message < 2; message += 1) {
    const stop = show(ctx)
    await clock.advance(0)
    stop()
  }
  return times
}

describe('对方正在输入 of ai', () => {
  const PASSING = [
    ['a network that is away', { code: 'API_FAILED' }],
    ['a busy WeChat', { code: 'API_FAILED', errcode: -1 }],
    ['a message that is too old', { code: 'API_FAILED', errcode: 45080 }],
    ['what is shown already', { code: 'API_FAILED', errcode: 45081 }],
  ] as const
  for (const [what, refusal] of PASSING) {
    it(`is asked for at the next message after ${what}`, async () => {
      expect(await asked(refusal)).to.equal(2)
    })
  }

  it('is asked for once at an account without the API, and at one without the right', async () => {
    expect(await asked({ code: 'NO_API' })).to.equal(1)
    expect(await asked({ code: 'API_FAILED', errcode: 48001 })).to.equal(1)
  })
})
