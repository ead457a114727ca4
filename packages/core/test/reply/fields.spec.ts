import { expect } from 'chai'
import { replyFields } from '#src/reply/fields.js'
import type { Reply } from '#src/reply/types.js'

describe('replyFields', () => {
  const cases: [Parameters<typeof replyFields>[0], object][] = [
    [
      { type: 'text', content: 'a' },
      { MsgType: 'text', Content: 'a' },
    ],
    [
      { type: 'image', mediaId: 'm' },
      { MsgType: 'image', Image: { MediaId: 'm' } },
    ],
    [
      { type: 'voice', mediaId: 'm' },
      { MsgType: 'voice', Voice: { MediaId: 'm' } },
    ],
    [
      { type: 'video', mediaId: 'm' },
      { MsgType: 'video', Video: { MediaId: 'm' } },
    ],
    [
      { type: 'video', mediaId: 'm', title: 't', description: '' },
      { MsgType: 'video', Video: { MediaId: 'm', Title: 't', Description: '' } },
    ],
    [
      { type: 'music', thumbMediaId: 'm' },
      { MsgType: 'music', Music: { ThumbMediaId: 'm' } },
    ],
    [
      {
        type: 'music',
        title: 't',
        description: 'd',
        musicUrl: 'u',
        hqMusicUrl: 'h',
        thumbMediaId: 'm',
      },
      {
        MsgType: 'music',
        Music: {
          Title: 't',
          Description: 'd',
          MusicUrl: 'u',
          HQMusicUrl: 'h',
          ThumbMediaId: 'm',
        },
      },
    ],
    [
      { type: 'news', articles: [{ title: 'a' }, { title: 'b', picUrl: 'p', url: 'u' }] },
      {
        MsgType: 'news',
        ArticleCount: 2,
        Articles: {
          item: [
            { Title: 'a', Description: '', PicUrl: '', Url: '' },
            { Title: 'b', Description: '', PicUrl: 'p', Url: 'u' },
          ],
        },
      },
    ],
    [{ type: 'transfer_customer_service' }, { MsgType: 'transfer_customer_service' }],
    [
      { type: 'transfer_customer_service', kfAccount: 'a@b' },
      { MsgType: 'transfer_customer_service', TransInfo: { KfAccount: 'a@b' } },
    ],
    [{ type: 'transfer_biz_ai_ivr' }, { MsgType: 'transfer_biz_ai_ivr' }],
    [
      { type: 'raw', fields: { MsgType: 'x', A: { B: 1 } } },
      { MsgType: 'x', A: { B: 1 } },
    ],
  ]
  for (const [reply, fields] of cases) {
    it(`writes ${JSON.stringify(reply)} under WeChat's names`, () => {
      expect(replyFields(reply)).to.deep.equal(fields)
    })
  }

  it('lets no raw reply say to whom and from whom it is', () => {
    const fields = { ToUserName: 'oB', MsgType: 'x', FromUserName: 'gh_b', CreateTime: 1, A: 'a' }
    expect(replyFields({ type: 'raw', fields })).to.deep.equal({ MsgType: 'x', A: 'a' })
  })

  it("keeps the order of WeChat's own samples", () => {
    const reply: Reply = { type: 'music', thumbMediaId: 'm', musicUrl: 'u', title: 't' }
    const { Music } = replyFields(reply) as { Music: object }
    expect(Object.keys(Music)).to.deep.equal(['Title', 'MusicUrl', 'ThumbMediaId'])
  })
})
