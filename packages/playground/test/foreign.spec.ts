/** Messages that another program sends to the bots, such as `wechatbot send`. */
import { FakeWechat } from '@wechatbot/simulator'
import { expect } from 'chai'
import { Served, TOKEN } from './served.js'

describe('a message that the page has not sent', () => {
  let served: Served
  let wechat: FakeWechat

  beforeEach(async () => {
    const setup: Parameters<typeof Served.begin>[0] = (scope) =>
      scope.on('text', async ({ message }) => {
        await scope.api.send(message.FromUserName, '慢了')
        return '好'
      })
    served = await Served.begin(setup, {}, 'service')
    wechat = new FakeWechat({ token: TOKEN, bot: `${served.origin}/wechat` })
  })
  afterEach(() => served.close())

  it('lets the bot send its user messages', async () => {
    await wechat.user('oElsewhere').says('早').shouldReply('好')
    const { sent, exchanges } = await served.snapshot()
    expect(sent).to.have.length(1)
    expect(sent[0]).to.deep.include({ openid: 'oElsewhere', content: { content: '慢了' } })
    expect(exchanges[0]).to.deep.include({ isOurs: false, openid: 'oElsewhere' })
  })
})
