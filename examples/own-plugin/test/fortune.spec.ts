import { createBot } from '@wechatbot/core'
import { createManualClock, pluginContract, simulate } from '@wechatbot/simulator'
import fortune from '../src/index.ts'

pluginContract(fortune)

describe('fortune', () => {
  it('gives each user one fortune a day', async () => {
    const clock = createManualClock()
    const bot = createBot({ token: 'a-token', clock, plugins: [fortune({ fortunes: ['大吉'] })] })
    const wechat = await simulate(bot)
    const user = wechat.user('oA')
    await user.says('抽签').shouldReply('大吉')
    await user.says('抽签').shouldReply('今天已经抽过了：大吉')
    await wechat.user('oB').says('抽签').shouldReply('大吉')
    await clock.advance(24 * 60 * 60 * 1000)
    await user.says('抽签').shouldReply('大吉')
    await user.says('别的').shouldNotReply()
    await wechat.close()
  })
})
