/** A slow handler, three copies of one message, one run. In milliseconds: time is the test's. */
import { createManualClock, simulate } from '@wechatbot/simulator'
import { expect } from 'chai'
import { createBot } from 'wechatbot'

it('runs a handler of 4 s once, and gives its reply to copies at 0, 1 and 2 s', async () => {
  const clock = createManualClock()
  const bot = createBot({ token: 'a-token', clock })
  let runs = 0
  bot.on('text', async () => {
    runs += 1
    await clock.wait(4000)
    return '想好了'
  })
  const wechat = await simulate(bot, { copiesAt: [0, 1000, 2000] })
  const exchange = wechat.user('oA').says('想想')
  await exchange.shouldReply('想好了')
  expect((await exchange.attempts()).map(({ at, ms }) => at + ms)).to.deep.equal([4000, 4000, 4000])
  expect(runs).to.equal(1)
})
