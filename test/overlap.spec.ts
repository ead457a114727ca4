/** A message while another of the same user is being answered: in order, the newest only, the first only. */
import type { BotOptions, ObservedRecord } from '@wechatbot/core'
import type { ManualClock, Simulation } from '@wechatbot/simulator'
import { expect } from 'chai'
import { Instances } from './instances.js'
import { hearSeconds } from './seconds.js'

describe('a slow answer', () => {
  let clock: ManualClock
  let instances: Instances
  let wechat: Simulation
  let records: ObservedRecord[]

  const start = async (options: Partial<BotOptions>) => {
    const bot = instances.newBot({ observe: (record) => records.push(record), ...options })
    hearSeconds(bot, clock)
    wechat = await instances.open(bot)
  }

  beforeEach(() => {
    instances = new Instances()
    clock = instances.clock
    records = []
  })
  afterEach(() => instances.close())

  describe('overlap', () => {
    it('queue: answers in order', async () => {
      await start({ overlap: 'queue' })
      const user = wechat.user('oA')
      const [slow, quick] = [user.says('3 s'), user.says('now')]
      await Promise.all([slow.shouldReply('done after 3 s'), quick.shouldReply('at once')])
      const handled = records.filter(({ type }) => type === 'chain')
      expect(handled.map((record) => Math.round((record as { ms: number }).ms))).to.deep.equal([
        3000, 0,
      ])
      expect((await quick.attempts())[0]?.ms).to.equal(3000)
    })

    it('latest: answers the newest only', async () => {
      await start({ overlap: 'latest' })
      const user = wechat.user('oA')
      const slow = user.says('3 s')
      await clock.advance(0)
      await user.says('now').shouldReply('at once')
      await slow.shouldNotReply()
    })

    for (const overlap of ['queue', 'latest', 'drop'] as const) {
      it(`${overlap}: is not asked about 「继续」, which brings what was promised`, async () => {
        await start({ overlap, late: ['mailbox'], errorText: '请稍等' })
        const user = wechat.user('oA')
        await user.says('6 s').shouldReply(/还在想/)
        const next = user.says('继续')
        await clock.advance(2000)
        await next.shouldReply('done after 6 s')
      })
    }

    it('drop: answers the first only', async () => {
      await start({ overlap: 'drop', errorText: '请稍等' })
      const user = wechat.user('oA')
      const slow = user.says('3 s')
      await clock.advance(0)
      await user.says('now').shouldReply('请稍等')
      await slow.shouldReply('done after 3 s')
    })
  })
})
