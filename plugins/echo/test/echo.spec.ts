import { createBot, createLogger } from '@wechatbot/core'
import echo from '@wechatbot/plugin-echo'
import { type FakeUser, type Simulation, simulate } from '@wechatbot/simulator'
import { expect } from 'chai'

const quiet = createLogger({ level: 'silent' })

describe('echo', () => {
  let wechat: Simulation
  let user: FakeUser

  before(async () => {
    wechat = await simulate(createBot({ token: 'a-token', plugins: [echo] }))
    user = wechat.user('oA')
  })
  after(() => wechat.close())

  it('answers text with the same text', () => user.says('你好 <b>').shouldReply('你好 <b>'))

  it('says nothing to a sticker', () =>
    user.says('【收到不支持的消息类型，暂无法显示】').shouldNotReply())

  for (const kind of ['image', 'voice']) {
    it(`answers ${kind} in kind`, () =>
      user.sends(kind, { MediaId: 'media-1' }).shouldReply({
        MsgType: kind,
        [kind === 'image' ? 'Image' : 'Voice']: { MediaId: 'media-1' },
      }))
  }

  for (const kind of ['video', 'shortvideo']) {
    it(`answers ${kind} as video`, () =>
      user
        .sends(kind, { MediaId: 'media-1' })
        .shouldReply({ MsgType: 'video', Video: { MediaId: 'media-1' } }))
  }

  it('answers a location as text, with its label', () =>
    user
      .sends('location', { Location_X: '22.5', Location_Y: '114.25', Label: '深圳湾' })
      .shouldReply('深圳湾\n22.5, 114.25'))

  it('answers a location without a label as text', () =>
    user
      .sends('location', { Location_X: '22.5', Location_Y: '114.25' })
      .shouldReply('22.5, 114.25'))

  it('answers a link as one article', async () => {
    const reply = await user
      .sends('link', { Title: '标题', Description: '说明', Url: 'https://example.com/?a=1&b=2' })
      .shouldReply({ MsgType: 'news', ArticleCount: 1 })
    expect(reply.Articles).to.deep.equal({
      item: { Title: '标题', Description: '说明', PicUrl: '', Url: 'https://example.com/?a=1&b=2' },
    })
  })

  it('leaves events and unknown messages to others', async () => {
    await user.clicks('KEY').shouldNotReply()
    await user.sends('hologram').shouldNotReply()
  })

  it('answers only the kinds it is told, with a prefix', async () => {
    const plugins = [echo({ kinds: ['text', 'location'], prefix: '回声：' })]
    const other = await simulate(createBot({ token: 'a-token', plugins }))
    await other.user('oA').says('你好').shouldReply('回声：你好')
    const place = { Location_X: '1', Location_Y: '2' }
    await other.user('oA').sends('location', place).shouldReply('回声：1, 2')
    await other.user('oA').sends('image').shouldNotReply()
    await other.close()
  })

  it('refuses options it does not have', async () => {
    const bot = createBot({ token: 'a-token', plugins: [[echo, { prefiks: '' }]], logger: quiet })
    const failure = await bot.ready().catch((error: Error) => error.message)
    expect(failure).to.contain('plugin "echo"').and.contain('prefiks')
  })
})
