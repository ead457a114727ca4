import { expect } from 'chai'
import type { Client } from '#src/api/client.js'
import { createCustomerService, type ServiceMessage, toBodies } from '#src/api/customer-service.js'
import { ApiError } from '#src/api/error.js'
import type { Reply } from '#src/reply/types.js'
import { failure } from '../fixtures.ts'

const BODIES: readonly (readonly [Reply | ServiceMessage, object])[] = [
  [
    { type: 'text', content: '你好' },
    { msgtype: 'text', text: { content: '你好' } },
  ],
  [
    { type: 'image', mediaId: 'm' },
    { msgtype: 'image', image: { media_id: 'm' } },
  ],
  [
    { type: 'voice', mediaId: 'm' },
    { msgtype: 'voice', voice: { media_id: 'm' } },
  ],
  [
    { type: 'video', mediaId: 'm', title: 't', description: 'd' },
    { msgtype: 'video', video: { media_id: 'm', title: 't', description: 'd' } },
  ],
  [
    { type: 'music', musicUrl: 'u', hqMusicUrl: 'h', thumbMediaId: 'm', title: 't' },
    {
      msgtype: 'music',
      music: { title: 't', musicurl: 'u', hqmusicurl: 'h', thumb_media_id: 'm' },
    },
  ],
  [
    { type: 'mpnews', mediaId: 'm' },
    { msgtype: 'mpnews', mpnews: { media_id: 'm' } },
  ],
  [
    { type: 'mpnewsarticle', articleId: 'a' },
    { msgtype: 'mpnewsarticle', mpnewsarticle: { article_id: 'a' } },
  ],
  [
    { type: 'msgmenu', head: 'h', list: [{ id: '1', content: '好' }], tail: 't' },
    {
      msgtype: 'msgmenu',
      msgmenu: { head_content: 'h', list: [{ id: '1', content: '好' }], tail_content: 't' },
    },
  ],
  [
    { type: 'wxcard', cardId: 'c' },
    { msgtype: 'wxcard', wxcard: { card_id: 'c' } },
  ],
  [
    { type: 'miniprogrampage', title: 't', appId: 'wx', pagePath: 'p', thumbMediaId: 'm' },
    {
      msgtype: 'miniprogrampage',
      miniprogrampage: { title: 't', appid: 'wx', pagepath: 'p', thumb_media_id: 'm' },
    },
  ],
]

describe('customer-service messages', () => {
  it('have titles that are cut, and no address that is too long', () => {
    const title = `${'长'.repeat(169)}…`
    const [body] = toBodies({
      type: 'news',
      articles: [{ title: '长'.repeat(10_000), url: `https://x/${'y'.repeat(9000)}` }],
    })
    expect(JSON.parse(JSON.stringify(body))).to.deep.equal({
      msgtype: 'news',
      news: { articles: [{ title }] },
    })
  })

  it('have no text of a menu or a mini program that is longer than a phone takes', () => {
    const long = '长'.repeat(10_000)
    const list = [{ id: '1', content: long }]
    const [menu] = toBodies({ type: 'msgmenu', head: long, list, tail: long })
    const content = `${'长'.repeat(169)}…`
    const around = `${'长'.repeat(681)}…`
    expect(menu).to.deep.include({
      msgmenu: { head_content: around, list: [{ id: '1', content }], tail_content: around },
    })
    const page = { appId: 'wx', pagePath: 'p', thumbMediaId: 'm' }
    const [card] = toBodies({ type: 'miniprogrampage', title: long, ...page })
    expect(JSON.stringify(card)).to.contain(`"title":"${content}"`)
  })

  it('have 64 kB at most, wherever the bytes are', async () => {
    const long = 'x'.repeat(70_000)
    const answers = Array.from({ length: 3000 }, (_, i) => ({ id: String(i), content: 'answer' }))
    const page = { title: 't', appId: 'wx', thumbMediaId: 'm' }
    for (const message of [
      { type: 'image', mediaId: long },
      { type: 'wxcard', cardId: long },
      { type: 'msgmenu', head: '', list: answers, tail: '' },
      { type: 'miniprogrampage', pagePath: long, ...page },
    ] as const) {
      const { message: why } = await failure('BAD_REPLY', () => toBodies(message))
      expect(why).to.contain(`${message.type} message is `).and.to.contain('65536 at most')
    }
  })

  for (const [message, body] of BODIES) {
    it(`are written as WeChat wants ${message.type}`, () => {
      expect(JSON.parse(JSON.stringify(toBodies(message)))).to.deep.equal([body])
    })
  }

  it('are several for several articles, and none for silence', () => {
    const article = { title: 't', description: 'd', url: 'u', picUrl: 'p' }
    const bodies = toBodies({ type: 'news', articles: [article, { ...article, title: 't2' }] })
    const { picUrl: picurl, ...rest } = article
    expect(bodies).to.deep.equal([
      { msgtype: 'news', news: { articles: [{ ...rest, picurl }] } },
      { msgtype: 'news', news: { articles: [{ ...rest, title: 't2', picurl }] } },
    ])
    expect(toBodies({ type: 'none' })).to.deep.equal([])
  })

  it('are several for a long text: 2048 bytes each, nothing lost', () => {
    const content = '微信公众号'.repeat(500)
    const bodies = toBodies({ type: 'text', content }) as { text: { content: string } }[]
    expect(bodies.length).to.be.above(3)
    for (const { text } of bodies) expect(Buffer.byteLength(text.content)).to.be.at.most(2048)
    expect(bodies.map(({ text }) => text.content).join('')).to.equal(content)
  })

  for (const reply of [
    { type: 'transfer' },
    { type: 'raw', fields: { MsgType: 'x' } },
  ] as Reply[]) {
    it(`are no ${reply.type}`, async () => {
      const { message } = await failure('BAD_REPLY', () => toBodies(reply))
      expect(message).to.contain('passive reply only')
    })
  }

  describe('on their way', () => {
    let did: string[]
    let outcome: ApiError | undefined

    beforeEach(() => {
      did = []
      outcome = undefined
    })

    const service = () =>
      createCustomerService(
        {
          post: async (path: string, body: object) => {
            did.push(`${path} ${JSON.stringify(body)}`)
            if (outcome !== undefined) throw outcome
            return {}
          },
        } as unknown as Client,
        {
          note: async () => {},
          refusal: async () => undefined,
          left: async () => undefined,
          take: async () => {
            did.push('take')
            return async () => void did.push('give back')
          },
          correct: async (_openid, errcode) => void did.push(`correct ${errcode}`),
        },
      )

    it('go out in somebody’s name', async () => {
      await service().send('oA', { type: 'text', content: 'x' }, { isAiMessage: true })
      expect(did[1]).to.contain('"aimsgcontext":{"is_ai_msg":1}')
      did.length = 0
      await service().send('oA', { type: 'text', content: 'x' }, { kfAccount: 'a@b' })
      expect(did[1]).to.contain('"customservice":{"kf_account":"a@b"}')
    })

    for (const [errcode, retry, after] of [
      [45015, 'no', ['give back', 'correct 45015']],
      [45047, 'no', ['give back', 'correct 45047']],
      [48001, 'no', ['give back']],
      [undefined, 'again', ['give back']],
      [undefined, 'once', []],
    ] as const) {
      it(`keep count: ${errcode ?? retry}`, async () => {
        const remedy = { retry, advice: 'none' }
        outcome = new ApiError({
          endpoint: 'POST /x',
          errmsg: 'as the test says',
          remedy,
          ...(errcode && { errcode }),
        })
        await failure('API_FAILED', () => service().send('oA', { type: 'text', content: 'x' }))
        expect(did.slice(2)).to.deep.equal(after)
      })
    }
  })
})
