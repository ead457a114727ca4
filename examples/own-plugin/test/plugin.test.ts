import { afterEach, describe, it } from 'node:test'
import { createBot } from '@wechatbot/core'
import { createManualClock, pluginContract, type Simulation, simulate } from '@wechatbot/simulator'
import plugin from '../src/index.ts'

const DAY_MS = 24 * 60 * 60 * 1000

// What every plugin must do: set up twice, refuse nonsense, close.
pluginContract(plugin, { runner: { describe, it } })

describe('fortune', () => {
  let wechat: Simulation | undefined
  // In a hook, because a failed assertion ends its test: what is left open keeps the process alive.
  afterEach(() => wechat?.close())

  it('gives each user one fortune a day', async () => {
    // Time passes when the test says so.
    const clock = createManualClock()
    const plugins = [plugin({ fortunes: ['大吉'] })]
    wechat = await simulate(createBot({ token: 'a-token', clock, plugins }))
    const user = wechat.user('oA')
    await user.says('抽签').shouldReply('大吉')
    await user.says('抽签').shouldReply('今天已经抽过了：大吉')
    await wechat.user('oB').says('抽签').shouldReply('大吉')
    await clock.advance(DAY_MS)
    await user.says('抽签').shouldReply('大吉')
    await user.says('别的').shouldNotReply()
  })
})
