import { type AccountSecrets, judge, type Seen } from '@wechatbot/simulator'
import { expect } from 'chai'

const head =
  '<ToUserName>oA</ToUserName><FromUserName>gh_1</FromUserName><CreateTime>1700000000</CreateTime>'
const text = (inner: string, start = head) => `<xml>${start}${inner}</xml>`
const news = (count: number, stated = count) =>
  text(
    `<MsgType>news</MsgType><ArticleCount>${stated}</ArticleCount><Articles>${'<item><Title>t</Title></item>'.repeat(count)}</Articles>`,
  )

describe('judge', () => {
  const see = (
    body: string,
    kind = 'text',
    status = 200,
    secrets: Partial<AccountSecrets> = {},
  ): Seen =>
    judge({ status, body }, { openid: 'oA', account: 'gh_1', kind }, { token: 't', ...secrets })

  it('takes success and an empty body for silence', () => {
    expect(see('success')).to.deep.equal({ type: 'silence' })
    expect(see('')).to.deep.equal({ type: 'silence' })
  })

  it('shows a proper reply', () => {
    const seen = see(text('<MsgType>text</MsgType><Content>好</Content>'))
    expect(seen).to.have.nested.property('reply.Content', '好')
  })

  const OUTAGES: Readonly<Record<string, string>> = {
    JSON: '{"ok":true}',
    'a quoted success': '"success"',
    HTML: '<html><body>502</body></html>',
    'truncated XML': text('<MsgType>text</MsgType><Content>x</Content>').slice(0, -2),
    'another receiver': text(
      '<MsgType>text</MsgType><Content>x</Content>',
      head.replace('oA', 'oB'),
    ),
    'another sender': text(
      '<MsgType>text</MsgType><Content>x</Content>',
      head.replace('gh_1', 'gh_2'),
    ),
    'no CreateTime': text('<MsgType>text</MsgType><Content>x</Content>', head.replace(/<C.*/, '')),
    'an empty Content': text('<MsgType>text</MsgType><Content></Content>'),
    'a Content above 2048 bytes': text(
      `<MsgType>text</MsgType><Content>${'x'.repeat(2049)}</Content>`,
    ),
    'an unknown MsgType': text('<MsgType>sticker</MsgType>'),
    'an image without MediaId': text('<MsgType>image</MsgType><Image></Image>'),
    'music with an empty cover': text(
      '<MsgType>music</MsgType><Music><ThumbMediaId></ThumbMediaId></Music>',
    ),
    'a wrong ArticleCount': news(1, 2),
  }
  for (const [name, body] of Object.entries(OUTAGES)) {
    it(`shows the outage notice for ${name}`, () => {
      expect(see(body)).to.have.property('type', 'outage')
    })
  }

  it('shows the outage notice for any status but 200', () => {
    for (const status of [204, 302, 403, 500]) {
      expect(see('success', 'text', status)).to.have.property('type', 'outage')
    }
  })

  it('shows one article in answer to a message, eight to an event', () => {
    expect(see(news(3))).to.have.nested.property('reply.ArticleCount', '1')
    expect(see(news(9), 'event:CLICK')).to.have.nested.property('reply.ArticleCount', '8')
  })

  it('refuses a transfer of an event', () => {
    const transfer = text('<MsgType>transfer_customer_service</MsgType>')
    expect(see(transfer)).to.have.property('type', 'reply')
    expect(see(transfer, 'event:CLICK')).to.have.property('type', 'outage')
  })

  it('wants an envelope in safe mode, none in plain mode, either in compatible mode', () => {
    const body = text('<MsgType>text</MsgType><Content>x</Content>')
    const keys = { appId: 'wx1', encodingAESKey: 'k'.repeat(43) }
    expect(see(body, 'text', 200, keys)).to.have.property('type', 'outage')
    expect(see(body, 'text', 200, { ...keys, mode: 'compat' })).to.have.property('type', 'reply')
    expect(see('success', 'text', 200, keys)).to.have.property('type', 'silence')
    const envelope = '<xml><Encrypt>AAAA</Encrypt><MsgSignature>0</MsgSignature></xml>'
    expect(see(envelope)).to.have.property('type', 'outage')
    expect(see(envelope, 'text', 200, keys)).to.have.property('type', 'outage')
  })
})
