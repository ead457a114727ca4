import { expect } from 'chai'
import { createBot } from '#src/bot.js'
import type { ObservedRecord } from '#src/records/observe.js'
import { createSpecClock, TOKEN } from '../fixtures.ts'
import { closeServers, listen } from '../http-client.ts'
import { recordingLogger } from '../recording-logger.ts'

describe('a customer-service message', () => {
  afterEach(closeServers)

  it('leaves a record of how often the API was asked again, and of the error it ended in', async () => {
    const records: ObservedRecord[] = []
    const answers = ['{"errcode":-1}', '{"errcode":0}', '{"errcode":45047,"errmsg":"no"}']
    const baseUrl = await listen((req, res) => {
      req.resume()
      res.end(answers.shift())
    })
    const clock = createSpecClock()
    const bot = createBot({
      token: TOKEN,
      clock,
      logger: recordingLogger(),
      api: { baseUrl, accessToken: async () => 'from elsewhere' },
      observe: (record) => records.push(record),
    })
    const sent = bot.send('oA', 'hi')
    await clock.advance(499)
    expect(records).to.deep.equal([])
    await clock.advance(1)
    await sent
    const error = await bot.send('oA', 'hi').catch((it: unknown) => it)
    expect(error).to.include({ errcode: 45047 })
    expect(records).to.deep.equal([
      { type: 'sent', bot: 'main', retries: 1 },
      { type: 'sent', bot: 'main', retries: 0, error },
    ])
  })
})
