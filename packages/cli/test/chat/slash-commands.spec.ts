import { expect } from 'chai'
import { helpText, readLine } from '#src/chat/slash-commands.js'

describe('a line of the chat', () => {
  const push = (kind: string, fields: object) => ({ type: 'push', kind, fields })
  const cases: [string, object][] = [
    ['你好 世界', push('text', { Content: '你好 世界' })],
    ['  a  ', push('text', { Content: 'a' })],
    ['//quit', push('text', { Content: '/quit' })],
    ['/image', push('image', {})],
    ['/image http://a/b.png', push('image', { PicUrl: 'http://a/b.png' })],
    ['/image m1', push('image', { MediaId: 'm1' })],
    ['/video v1', push('video', { MediaId: 'v1' })],
    ['/voice 天气 如何', push('voice', { Recognition: '天气 如何' })],
    [
      '/location 22.5 -114 南山 深圳',
      push('location', { Location_X: '22.5', Location_Y: '-114', Label: '南山 深圳' }),
    ],
    ['/link https://a.b 标题', push('link', { Url: 'https://a.b', Title: '标题' })],
    ['/click HOURS', push('event:CLICK', { EventKey: 'HOURS' })],
    ['/click 关于/我们', push('event:CLICK', { EventKey: '关于/我们' })],
    ['/view https://a.b', push('event:VIEW', { EventKey: 'https://a.b' })],
    ['/scan 7', push('event:SCAN', { EventKey: '7' })],
    ['/follow', push('event:subscribe', {})],
    ['/follow 7', push('event:subscribe', { EventKey: 'qrscene_7', Ticket: 'sample-ticket' })],
    [
      '/follow qrscene_7',
      push('event:subscribe', { EventKey: 'qrscene_7', Ticket: 'sample-ticket' }),
    ],
    ['/scan qrscene_7', push('event:SCAN', { EventKey: '7' })],
    ['/unfollow', push('event:unsubscribe', {})],
    ['/event ENTER', push('event:ENTER', {})],
    ['/event X A=1 B=c=d', push('event:X', { A: '1', B: 'c=d' })],
    ['/shortvideo', push('shortvideo', {})],
    ['/as oB', { type: 'as', openid: 'oB' }],
    ['/help', { type: 'help' }],
    ['/quit', { type: 'quit' }],
    ['', { type: 'nothing' }],
  ]
  for (const [input, line] of cases) {
    it(`reads ${JSON.stringify(input)}`, () => {
      expect(readLine(input)).to.deep.equal(line)
    })
  }

  for (const [input, hint] of [
    ['/imge', 'did you mean /image?'],
    ['/he', 'did you mean /help?'],
    ['/loc', 'did you mean /location?'],
    ['/xyz', 'no command /xyz; /help lists them'],
    ['/', '/help'],
    ['/location', '/location 22.54 114.06'],
    ['/location 北京', '/location 22.54 114.06'],
    ['/click', '/click HOURS'],
    ['/event', '/event ENTER'],
    ['/event X y', 'Field=value'],
    ['/as', '/as oB'],
    ['/constructor', '/help'],
  ] as const) {
    it(`says what is wrong with ${JSON.stringify(input)}`, () => {
      const line = readLine(input)
      expect(line.type).to.equal('mistake')
      expect((line as { text: string }).text).to.contain(hint)
    })
  }

  it('has help for every command', () => {
    expect(helpText().split('\n')).to.have.length(14)
  })
})
