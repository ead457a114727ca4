/** Middleware of the user between two stages. */
import { expect } from 'chai'
import Koa, { type Middleware } from 'koa'
import { createBot } from '#src/bot.js'
import { pipeline } from '#src/pipeline/index.js'
import { createSpecClock, TOKEN, textXml } from '../fixtures.ts'
import { closeServers, listen, push } from '../http-client.ts'
import { attemptAt, createParts } from '../parts.ts'
import { recordingLogger } from '../recording-logger.ts'

describe('a middleware between two stages', () => {
  afterEach(closeServers)

  it('that fails when the reply is written takes it away from nobody', async () => {
    const clock = createSpecClock()
    const bot = createBot({ token: TOKEN, logger: recordingLogger(), clock })
    bot.on('text', () => 'the reply')
    const failing: Middleware = async (_http, next) => {
      await next()
      throw new Error('the database of statistics is away')
    }
    const koa = new Koa()
    const stages = pipeline(bot)
    for (const stage of [...stages.slice(0, 3), failing, ...stages.slice(3)]) koa.use(stage)
    const { status, body } = await push(await listen(koa.callback()), textXml())
    expect(status).to.equal(200)
    expect(body).to.contain('the reply')
  })

  it('that keeps the only push keeps its place no longer than a handler may take', async () => {
    const clock = createSpecClock()
    const bot = createParts({ clock })
    await attemptAt(bot)
    expect(bot.state.turns.size).to.equal(1)
    await clock.advance(61_000)
    expect(bot.state.turns.size).to.equal(0)
  })
})
