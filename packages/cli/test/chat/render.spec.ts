import type { SentMessage } from '@wechatbot/simulator'
import { expect } from 'chai'
import { renderSeen, renderSent } from '#src/chat/render.js'
import { toJson } from '#src/terminal/clean.js'
import { wordsIn } from '#src/words/index.js'

const EN = wordsIn('en')
const ZH = wordsIn('zh')

describe('what a chat shows', () => {
  const reply = (fields: object) => renderSeen({ type: 'reply', reply: fields as never }, EN.chat)

  it('is text in its lines, without what a terminal would obey', () => {
    expect(reply({ MsgType: 'text', Content: '一\n二\u001b[31m\u202e\u0007' })).to.deep.equal([
      '一',
      '二[31m',
    ])
    const marks = '\u009b2J\u0085\u061c\u200e\u200f\u2028\u2029\u2066\u2069\u206a\ufeff\u007f\r'
    expect(reply({ MsgType: 'text', Content: `a\tb${marks}c` })).to.deep.equal(['a b2Jc'])
    expect(reply({ MsgType: 'image', Image: { MediaId: 'm\u001b]0;x\n' } })[0]).to.equal(
      '[picture] m]0;x',
    )
  })

  it('is JSON in which the same characters are escaped, and come back', () => {
    const record = { text: '中\u009b2J\u202e\u2028\u0007\n' }
    const line = toJson(record)
    expect(line).to.equal('{"text":"中\\u009b2J\\u202e\\u2028\\u0007\\n"}')
    expect(JSON.parse(line)).to.deep.equal(record)
  })

  it('names what is no text', () => {
    const news = {
      item: [
        { Title: 'a', Url: 'https://a' },
        { Title: 'b', Url: '' },
      ],
    }
    expect(reply({ MsgType: 'news', Articles: news })).to.deep.equal([
      '[article] a',
      '       https://a',
      '[article] b',
    ])
    expect(reply({ MsgType: 'image', Image: { MediaId: 'm1' } })).to.deep.equal(['[picture] m1'])
    expect(reply({ MsgType: 'transfer_customer_service' })).to.deep.equal([
      '[handed to a human agent]',
    ])
    expect(renderSeen({ type: 'silence' }, EN.chat)).to.deep.equal(['(no reply)'])
    expect(renderSeen({ type: 'outage', why: 'status 403' }, EN.chat)).to.deep.equal([
      '(the outage notice of WeChat: status 403)',
    ])
  })

  it('is Chinese for those who read Chinese', () => {
    const picture = { MsgType: 'image', Image: { MediaId: 'm1' } }
    const seen = { type: 'reply', reply: picture } as never
    expect(renderSeen(seen, ZH.chat)).to.deep.equal(['[图片] m1'])
    expect(renderSeen({ type: 'silence' }, ZH.chat)).to.deep.equal(['（没有回复）'])
    expect(renderSeen({ type: 'outage', why: 'status 403' }, ZH.chat)).to.deep.equal([
      '该公众号暂时无法提供服务，请稍后再试（状态码 403）',
    ])
    const card = { title: '点单', appid: 'wx1', pagepath: 'pages/a', thumb_media_id: 'm1' }
    const sent = { openid: 'oA', at: 0, msgtype: 'miniprogrampage', content: card } as never
    expect(renderSent(sent, ZH.chat)).to.deep.equal(['[小程序] 点单 wx1 pages/a m1'])
    expect(renderSent(sent, EN.chat)).to.deep.equal(['[mini program] 点单 wx1 pages/a m1'])
  })

  it('is a customer-service message in the same words', () => {
    const sent = (msgtype: string, content: object) =>
      renderSent({ openid: 'oA', at: 0, msgtype, content } as SentMessage, EN.chat)
    expect(sent('text', { content: '一\n二' })).to.deep.equal(['一', '二'])
    expect(sent('news', { articles: [{ title: 'a', url: 'u' }] })).to.deep.equal([
      '[article] a',
      '       u',
    ])
    expect(
      sent('msgmenu', {
        head_content: '好吗',
        list: [{ id: '1', content: '好' }],
        tail_content: '',
      }),
    ).to.deep.equal(['好吗', '· 好', ''])
    expect(sent('image', { media_id: 'm1' })).to.deep.equal(['[picture] m1'])
  })
})
