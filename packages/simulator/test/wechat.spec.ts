import { createBot, image } from '@wechatbot/core'
import { type Simulation, simulate } from '@wechatbot/simulator'
import { expect } from 'chai'

describe('simulate', () => {
  let wechat: Simulation

  before(async () => {
    const bot = createBot({ token: 'a-token' })
    bot.hears('在吗', () => '在')
    bot.on('image', ({ message }) => image(message.MediaId))
    bot.on('event:CLICK', ({ message }) => `点了 ${message.EventKey}`)
    bot.on('event:subscribe', ({ message, from }) => `${from} ${message.EventKey}`)
    wechat = await simulate(bot)
  })
  after(() => wechat.close())

  it('lets users talk', async () => {
    const user = wechat.user('oA')
    await user.says('在吗').shouldReply('在')
    await user.says('在吗').shouldReply(/^在$/)
    await user.sends('image', { MediaId: 'm1' }).shouldReply({ Image: { MediaId: 'm1' } })
    await user.clicks('MENU').shouldReply('点了 MENU')
    await user.follows({ scene: '12' }).shouldReply('oA qrscene_12')
    await user.follows().shouldReply('oA ')
    await user.says('别的').shouldNotReply()
    await user.unfollows().shouldNotReply()
  })

  it('gives what the user saw to whoever awaits the message', async () => {
    expect(await wechat.user('oA').says('别的')).to.deep.equal({ type: 'silence' })
  })

  it('fails with the chat', async () => {
    const failure = await wechat
      .user('oA')
      .says('在吗')
      .shouldReply('不在')
      .catch((error: Error) => error.message)
    expect(failure).to.equal('\n  oA: 在吗\n  bot: 在\n  expected a reply "不在"')
  })

  it('fails when a silent bot should reply, and the other way round', async () => {
    const messages = await Promise.all(
      [
        wechat.user('oA').says('别的').shouldReply(),
        wechat.user('oA').says('在吗').shouldNotReply(),
        wechat.user('oA').sends('image', { MediaId: 'm1' }).shouldReply({ MsgType: 'text' }),
      ].map((assertion: Promise<unknown>) => assertion.catch((error: Error) => error.message)),
    )
    expect(messages[0]).to.contain('bot: (no reply)')
    expect(messages[1]).to.contain('expected no reply')
    expect(messages[2]).to.contain('expected a reply {"MsgType":"text"}')
  })
})
