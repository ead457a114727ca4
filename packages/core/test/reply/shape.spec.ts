import { expect } from 'chai'
import { toReply, toWrittenReply } from '#src/reply/shape.js'
import { failure } from '../fixtures.ts'

describe('toReply', () => {
  it('makes a string a text reply', () => {
    expect(toReply('你好')).to.deep.equal({ type: 'text', content: '你好' })
    expect(toReply('')).to.deep.equal({ type: 'text', content: '' })
  })

  const replies = [
    { type: 'text', content: 'a' },
    { type: 'image', mediaId: 'm' },
    { type: 'voice', mediaId: 'm' },
    { type: 'video', mediaId: 'm', title: 't', description: 'd' },
    { type: 'video', mediaId: 'm' },
    {
      type: 'music',
      title: 't',
      description: 'd',
      musicUrl: 'u',
      hqMusicUrl: 'h',
      thumbMediaId: 'm',
    },
    { type: 'music', thumbMediaId: 'm' },
    {
      type: 'news',
      articles: [{ title: 't' }, { title: 't', description: 'd', picUrl: 'p', url: 'u' }],
    },
    { type: 'transfer_customer_service' },
    { type: 'transfer_customer_service', kfAccount: 'a@b' },
    { type: 'transfer_biz_ai_ivr' },
    { type: 'none' },
    { type: 'raw', fields: { MsgType: 'x', Deep: { n: 1 } } },
  ]
  for (const reply of replies) {
    it(`keeps ${JSON.stringify(reply)}`, () => {
      expect(toReply(reply)).to.deep.equal(reply)
      expect(toReply(JSON.parse(JSON.stringify(reply)))).to.deep.equal(reply)
    })
  }

  it('shows no more than the beginning of a long name', async () => {
    const long = 'x'.repeat(5_000_000)
    for (const value of [{ type: long }, { type: 'text', content: 'a', [long]: 1 }]) {
      const { message } = await failure('BAD_REPLY', () => toReply(value))
      expect(message.length).to.be.below(400)
      expect(message).to.contain(`"${'x'.repeat(60)}…"`)
    }
  })

  it('leaves out fields that are undefined', () => {
    const reply = toReply({ type: 'video', mediaId: 'm', title: undefined })
    expect(Object.keys(reply)).to.deep.equal(['type', 'mediaId'])
  })

  const wrong: [unknown, string][] = [
    [null, 'null'],
    [undefined, 'undefined'],
    [5, 'number'],
    [true, 'boolean'],
    [['a'], 'a list'],
    [{}, 'type to be one of text, image'],
    [{ type: 'txt', content: 'a' }, 'did you mean "text"?'],
    [{ type: 'toString' }, '"toString"'],
    [{ type: '__proto__' }, '"__proto__"'],
    [{ type: 'text' }, 'text in text.content'],
    [{ type: 'text', content: 5 }, 'got number'],
    [{ type: 'text', content: 'a', contnt: 'b' }, 'did you mean "content"?'],
    [{ type: 'image', mediaID: 'm' }, 'did you mean "mediaId"?'],
    [{ type: 'image' }, 'image.mediaId'],
    [{ type: 'video', mediaId: 'm', title: null }, 'video.title'],
    [{ type: 'music', thumbMediaId: 5 }, 'music.thumbMediaId'],
    [{ type: 'news', articles: [] }, 'news.articles, got none'],
    [{ type: 'news', articles: { title: 'a' } }, 'a list of articles'],
    [{ type: 'news', articles: ['a'] }, 'news.articles[0]'],
    [{ type: 'news', articles: [{ title: 'a' }, {}] }, 'news.articles[1].title'],
    [{ type: 'news', articles: [{ title: 'a', link: 'u' }] }, '"link"'],
    [{ type: 'raw', fields: '<xml/>' }, 'never XML'],
    [{ type: 'raw', fields: { A: ['', 0] } }, 'each field once in raw.fields'],
    [{ type: 'none', content: 'a' }, '"content"'],
    [Promise.resolve('a'), 'type to be one of'],
  ]
  for (const [value, hint] of wrong) {
    it(`refuses ${JSON.stringify(value) ?? String(value)} and says ${hint}`, async () => {
      expect((await failure('BAD_REPLY', () => toReply(value))).message).to.contain(hint)
    })
  }

  it('takes no word of silence for a text that a configuration writes', async () => {
    for (const silence of ['', 'success']) {
      const error = await failure('BAD_REPLY', () => toWrittenReply(silence))
      expect(error.message).to.contain("{ type: 'none' }").and.contain(`"${silence}"`)
    }
    for (const written of ['success!', { type: 'text', content: 'success' }, { type: 'none' }]) {
      expect(toWrittenReply(written)).to.deep.equal(toReply(written))
    }
  })
})
