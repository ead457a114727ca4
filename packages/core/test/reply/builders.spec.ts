import { expect } from 'chai'
import { image, music, news, none, raw, text, transfer, video, voice } from '#src/reply/builders.js'
import { failure } from '../fixtures.ts'

describe('builders', () => {
  it('make plain values that survive JSON', () => {
    const made = [
      text('a'),
      image('m'),
      voice('m'),
      video({ mediaId: 'm', title: 't' }),
      music({ thumbMediaId: 'm', musicUrl: 'u' }),
      news([{ title: 't', url: 'u' }]),
      transfer('a@b'),
      transfer(),
      none(),
      raw({ MsgType: 'device_text', Content: 'x' }),
    ]
    const expected = [
      { type: 'text', content: 'a' },
      { type: 'image', mediaId: 'm' },
      { type: 'voice', mediaId: 'm' },
      { type: 'video', mediaId: 'm', title: 't' },
      { type: 'music', thumbMediaId: 'm', musicUrl: 'u' },
      { type: 'news', articles: [{ title: 't', url: 'u' }] },
      { type: 'transfer_customer_service', kfAccount: 'a@b' },
      { type: 'transfer_customer_service' },
      { type: 'none' },
      { type: 'raw', fields: { MsgType: 'device_text', Content: 'x' } },
    ]
    expect(made).to.deep.equal(expected)
    expect(JSON.parse(JSON.stringify(made))).to.deep.equal(expected)
  })

  it('take one article for a list of one', () => {
    expect(news({ title: 't' })).to.deep.equal(news([{ title: 't' }]))
  })

  it('do not let a field change the type', () => {
    expect(video({ mediaId: 'm', type: 'music' } as never).type).to.equal('video')
  })

  it('refuse the wrong shape at once', async () => {
    await failure('BAD_REPLY', () => text(5 as never))
    await failure('BAD_REPLY', () => image(undefined as never))
    await failure('BAD_REPLY', () => news([]))
    await failure('BAD_REPLY', () => raw('<xml/>' as never))
    await failure('BAD_REPLY', () => transfer(1 as never))
  })
})
