/** What a bot can do with the API, over real HTTP: files in a conversation, the menu, QR codes, templates. */
import { image, voice } from '@wechatbot/core'
import { type Simulation, simulate } from '@wechatbot/simulator'
import { expect } from 'chai'
import { type Calling, SEND, startCalling } from './calling.js'

describe('the API of a bot', () => {
  let calling: Calling

  beforeEach(async () => {
    calling = await startCalling()
  })
  afterEach(() => calling.close())

  describe('in a conversation', () => {
    let wechat: Simulation

    afterEach(() => wechat.close())

    it('replies with a file, and sends one', async () => {
      const { api, bot: make } = calling
      const bot = make()
      const png = new Blob(['png'], { type: 'image/png' })
      bot.hears('图', () => image({ file: png }))
      bot.hears('声', () => voice({ file: new Blob(['amr'], { type: 'audio/amr' }) }))
      bot.hears('发', async (ctx) => {
        await ctx.send(image({ file: png }))
        await bot.send(ctx.from, '好')
        await ctx.api.send(ctx.from, { type: 'wxcard', cardId: 'card1' })
        return undefined
      })
      bot.hears('大', () => image({ file: new Blob([new Uint8Array(11 * 1024 * 1024)]) }))
      wechat = await simulate(bot, { api })
      const user = wechat.user('oA')
      const reply = await user.says('图').shouldReply({ MsgType: 'image' })
      const { MediaId } = reply.Image as { MediaId: string }
      await user.says('声').shouldReply({ MsgType: 'voice' })
      await user.says('发').shouldNotReply()
      await user.shouldReceive({ msgtype: 'image', content: { media_id: MediaId } })
      await user.shouldReceive('好')
      await user.shouldReceive({ msgtype: 'wxcard', content: { card_id: 'card1' } })
      expect(api.library.uploads).to.have.length(2)
      // Too large: the failure of its handler, before anything is uploaded.
      await user.says('大').shouldNotReply()
      expect(api.library.uploads).to.have.length(2)
    })

    it('answers the clicks of its own menu', async () => {
      const { api, bot: make, passing } = calling
      const menu = {
        button: [
          { name: '营业时间', reply: '每天 9:00 到 21:00' },
          {
            name: '更多',
            sub_button: [
              { name: '图片', reply: { type: 'image', mediaId: 'm1' } as const },
              { name: '网站', type: 'view', url: 'https://example.com/' },
              { name: '按键', type: 'click', key: 'KEY' },
            ],
          },
        ],
      }
      const bot = make({ menu })
      bot.on('event:CLICK', ({ message }) => `点了 ${message.EventKey}`)
      wechat = await simulate(bot, { api })
      expect(await passing(bot.api.menu.get())).to.equal(undefined)
      await passing(bot.api.menu.create(menu))
      const user = wechat.user('oA')
      await user.clicks('营业时间').shouldReply('每天 9:00 到 21:00')
      await user.clicks('更多/图片').shouldReply({ MsgType: 'image' })
      await user.clicks('KEY').shouldReply('点了 KEY')
      // What WeChat keeps has keys, and nothing of ours.
      expect(JSON.stringify(api.library.menu)).not.to.contain('reply')
      expect(await passing(bot.api.menu.get())).to.deep.equal({
        button: [
          { name: '营业时间', type: 'click', key: '营业时间' },
          {
            name: '更多',
            sub_button: [
              { name: '图片', type: 'click', key: '更多/图片' },
              { name: '网站', type: 'view', url: 'https://example.com/' },
              { name: '按键', type: 'click', key: 'KEY' },
            ],
          },
        ],
      })
      await passing(bot.api.menu.delete())
      expect(await passing(bot.api.menu.get())).to.equal(undefined)
    })
  })

  describe('users, QR codes, templates', () => {
    it('keeps a msgid of 64 bits exact', async () => {
      const { api, bot, passing } = calling
      api.library.followers.set('oA', {})
      const message = { touser: 'oA', template_id: 't', data: { first: { value: '你好' } } }
      const id = await passing(bot().api.sendTemplate(message))
      expect(id).to.match(/^4\d{15}123$/)
      expect(String(Number(id))).not.to.equal(id)
      expect(api.calls.at(-1)?.body).to.deep.equal(message)
    })

    it('asks for a user, the addresses, the quota', async () => {
      const { api, bot, failing, passing } = calling
      const client = bot().api
      api.library.followers.set('oA', { subscribe_time: 1 })
      expect(await passing(client.user('oA'))).to.deep.include({ subscribe: 1, subscribe_time: 1 })
      expect(await passing(client.user('oB'))).to.deep.include({ subscribe: 0, openid: 'oB' })
      expect(await passing(client.callbackIps())).to.deep.equal(['127.0.0.1', '101.226.103.0/25'])
      for (let i = 0; i < 10; i += 1) await passing(client.clearQuota())
      expect((await failing(client.clearQuota())).errcode).to.equal(48006)
      await passing(client.sendSubscription({ touser: 'oA', template_id: 't', data: {} }))
    })

    it('makes QR codes of both kinds, for a while or for ever', async () => {
      const { api, bot, passing } = calling
      const client = bot().api
      const code = await passing(client.qrCode(7, 600))
      expect(code.expire_seconds).to.equal(600)
      expect(code.imageUrl).to.equal(
        `https://mp.weixin.qq.com/cgi-bin/showqrcode?ticket=${encodeURIComponent(code.ticket)}`,
      )
      await passing(client.qrCode('shop', 600))
      await passing(client.qrCode(7, 'never'))
      expect((await passing(client.qrCode('shop', 'never'))).expire_seconds).to.equal(undefined)
      const bodies = api.calls.slice(1).map(({ body }) => body)
      expect(bodies).to.deep.equal([
        { expire_seconds: 600, action_name: 'QR_SCENE', action_info: { scene: { scene_id: 7 } } },
        {
          expire_seconds: 600,
          action_name: 'QR_STR_SCENE',
          action_info: { scene: { scene_str: 'shop' } },
        },
        { action_name: 'QR_LIMIT_SCENE', action_info: { scene: { scene_id: 7 } } },
        { action_name: 'QR_LIMIT_STR_SCENE', action_info: { scene: { scene_str: 'shop' } } },
      ])
    })
  })

  it('writes characters as they are, not as \\uXXXX', async () => {
    const { api, bot, passing } = calling
    api.messages.note('oA', 'text')
    await passing(bot().send('oA', '中文 😀 <&>'))
    expect(api.messages.sent[0]?.content).to.deep.equal({ content: '中文 😀 <&>' })
    expect(api.calls.find(({ endpoint }) => endpoint === SEND)?.body).to.deep.equal({
      touser: 'oA',
      msgtype: 'text',
      text: { content: '中文 😀 <&>' },
    })
  })
})
