/** Copies of one push whose connections are all open, as a proxy sends them that tries again at once. */
import { expect } from 'chai'
import { createStrategies } from '#src/late/strategies.js'
import { handle } from '#src/pipeline/handle.js'
import type { ReplyInput } from '#src/reply/types.js'
import { createSpecClock } from '../fixtures.ts'
import { attemptAt, createParts, withServices } from '../parts.ts'
import { lateParts } from './parts.ts'

describe('a reply that goes out by the API', () => {
  it('goes out by no attempt that was held before', async () => {
    const clock = createSpecClock()
    const made = createParts({ clock })
    const sent: unknown[] = []
    const api = {
      send: async (_openid: string, message: ReplyInput) => void sent.push(message),
    }
    const parts = lateParts(clock, {
      store: made.services.store,
      hasApi: true,
      api: () => api as never,
    })
    const { late } = createStrategies(['hold', 'customer-service'], parts, undefined)
    const bot = withServices(made, { strategies: late })
    let answer: ((text: string) => void) | undefined
    bot.on('text', () => new Promise<string>((resolve) => (answer = resolve)))
    const answers: unknown[] = []
    for (let copies = 0; copies < 3; copies += 1) {
      const attempt = await attemptAt(bot)
      void Promise.resolve(handle(attempt, bot)).then((it) => answers.push(it))
      await clock.advance(50)
    }
    // All deadlines are over: two attempts are held, and the third has got `success`.
    await clock.advance(4700)
    expect(answers).to.deep.equal([{ type: 'none' }])
    answer?.('the reply')
    await clock.advance(200)
    expect(sent).to.have.length(1)
    expect(answers).to.deep.equal([{ type: 'none' }, { type: 'none' }, { type: 'none' }])
  })
})
