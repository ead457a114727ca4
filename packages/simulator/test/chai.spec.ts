import { createBot } from '@wechatbot/core'
import { simulate } from '@wechatbot/simulator'
import { wechatChai } from '@wechatbot/simulator/chai'
import * as chai from 'chai'

const { expect } = chai.use(wechatChai)

describe('wechatChai', () => {
  it('adds reply and stayQuiet to expect', async () => {
    const bot = createBot({ token: 'a-token' })
    bot.hears('在吗', () => '在')
    const wechat = await simulate(bot)
    const user = wechat.user('oA')
    await expect(user.says('在吗')).to.reply('在')
    await expect(user.says('别的')).to.stayQuiet()
    const failure = await expect(user.says('在吗'))
      .to.reply('不在')
      .catch((error: Error) => error.message)
    expect(failure).to.contain('oA: 在吗').and.contain('bot: 在')
    await wechat.close()
  })
})
