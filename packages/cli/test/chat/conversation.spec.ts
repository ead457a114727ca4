import { createBot, createLogger } from '@wechatbot/core'
import {
  FakeWechat,
  type SentMessage,
  type Simulation,
  simulate,
  type Transport,
} from '@wechatbot/simulator'
import { expect } from 'chai'
import { createSession } from '#src/chat/conversation.js'
import type { Peer } from '#src/chat/peer.js'
import { renderSeen, renderSent } from '#src/chat/render.js'
import { helpText, readLine } from '#src/chat/slash-commands.js'
import { toJson } from '#src/terminal/clean.js'

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

describe('what a chat shows', () => {
  const reply = (fields: object) => renderSeen({ type: 'reply', reply: fields as never })

  it('is text in its lines, without what a terminal would obey', () => {
    expect(reply({ MsgType: 'text', Content: '一\n二\u001b[31m\u202e\u0007' })).to.deep.equal([
      '一',
      '二[31m',
    ])
    const marks = '\u009b2J\u0085\u061c\u200e\u200f\u2028\u2029\u2066\u2069\u206a\ufeff\u007f\r'
    expect(reply({ MsgType: 'text', Content: `a\tb${marks}c` })).to.deep.equal(['a b2Jc'])
    expect(reply({ MsgType: 'image', Image: { MediaId: 'm\u001b]0;x\n' } })[0]).to.equal(
      '[图片] m]0;x',
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
      '[图文] a',
      '       https://a',
      '[图文] b',
    ])
    expect(reply({ MsgType: 'image', Image: { MediaId: 'm1' } })).to.deep.equal(['[图片] m1'])
    expect(reply({ MsgType: 'transfer_customer_service' })).to.deep.equal(['[转人工客服]'])
    expect(renderSeen({ type: 'silence' })).to.deep.equal(['(no reply)'])
    expect(renderSeen({ type: 'outage', why: 'status 403' })[0]).to.match(/^该公众号.*status 403/)
  })

  it('is a customer-service message in the same words', () => {
    const sent = (msgtype: string, content: object) =>
      renderSent({ openid: 'oA', at: 0, msgtype, content } as SentMessage)
    expect(sent('text', { content: '一\n二' })).to.deep.equal(['一', '二'])
    expect(sent('news', { articles: [{ title: 'a', url: 'u' }] })).to.deep.equal([
      '[图文] a',
      '       u',
    ])
    expect(
      sent('msgmenu', {
        head_content: '好吗',
        list: [{ id: '1', content: '好' }],
        tail_content: '',
      }),
    ).to.deep.equal(['好吗', '· 好', ''])
    expect(sent('image', { media_id: 'm1' })).to.deep.equal(['[image] m1'])
  })
})

describe('a chat session', () => {
  let wechat: Simulation
  let shown: string[]
  let late: (message: SentMessage) => void
  let cut: (number: number) => void
  let log: (line: string) => void

  beforeEach(async () => {
    const bot = createBot({ token: 'chat-spec', logger: createLogger({ level: 'silent' }) })
    bot.on('text', (ctx) => `${ctx.from}：${ctx.message.Content}`)
    wechat = await simulate(bot)
    shown = []
  })
  afterEach(() => wechat.close())

  const sessionOver = (send: Peer['send']) => {
    const peer: Peer = {
      name: 'spec',
      send,
      onLate: (listener) => {
        late = listener
      },
      onCut: (listener) => {
        cut = listener
      },
      onLog: (listener) => {
        log = listener
      },
      idle: async () => {},
      unreachable: () => new Error('nothing answers'),
      close: async () => {},
    }
    return createSession(peer, 'oA', {
      said: (openid, text) => shown.push(`${openid}> ${text}`),
      answered: (openid, _seen, lines) => shown.push(`to ${openid}: ${lines.join('|')}`),
      late: ({ openid }, lines) => shown.push(`later to ${openid}: ${lines.join('|')}`),
      note: (text) => shown.push(`(${text})`),
    })
  }
  const over = (answer: Transport) => {
    const fake = new FakeWechat({ bot: answer, token: 'chat-spec' })
    return sessionOver((openid, kind, fields) => fake.user(openid).sends(kind, fields))
  }

  it('sends each line as the user it is, and shows what comes', async () => {
    const session = sessionOver((openid, kind, fields) => wechat.user(openid).sends(kind, fields))
    for (const line of ['你好', '/as oB', '', '在吗', '/follow']) {
      expect(await session.enter(line)).to.equal(true)
    }
    expect(session.isWell()).to.equal(true)
    await session.enter('/nope')
    expect(session.isWell()).to.equal(false)
    late({ openid: 'oA', msgtype: 'text', content: { content: '来了' }, at: 0 })
    cut(1)
    cut(3)
    log('{"msg":"careful"}\n')
    expect(await session.enter('/quit')).to.equal(false)
    expect(shown).to.deep.equal([
      'oA> 你好',
      'to oA: oA：你好',
      '(you are oB now)',
      'oB> 在吗',
      'to oB: oB：在吗',
      'oB> /follow',
      'to oB: (no reply)',
      '(no command /nope /help lists them; //nope sends it as text)',
      'later to oA: 来了',
      '(no answer in 5 s, asking again: attempt 2 of 3)',
      '(no answer in 5 s)',
      '({"msg":"careful"})',
    ])
  })

  it('takes a line while an earlier one is still awaited', async () => {
    const answers: ((text: string) => void)[] = []
    const session = over(async () => {
      const body = await new Promise<string>((resolve) => answers.push(resolve))
      return { status: 200, body }
    })
    const first = session.enter('一')
    await session.enter('/as oB')
    const second = session.enter('二')
    answers[1]?.('success')
    await second
    answers[0]?.('success')
    await first
    expect(shown.slice(-2)).to.deep.equal(['to oB: (no reply)', 'to oA: (no reply)'])
  })

  for (const [status, advice] of [
    [403, 'compare token, encodingAESKey, appId and mode'],
    [404, 'nothing is served at this path'],
    [502, 'a proxy answered'],
    [418, 'the bot answered 418'],
  ] as const) {
    it(`says what to do about ${status}`, async () => {
      const session = over(async () => ({ status, body: '' }))
      await session.enter('你好')
      expect(shown[1]).to.contain(`该公众号暂时无法提供服务，请稍后再试 (status ${status})`)
      expect(shown[2]).to.contain(advice)
      expect(session.isWell()).to.equal(false)
    })
  }

  it('fails where nothing answers', async () => {
    const session = over(() => Promise.reject(new Error('ECONNREFUSED')))
    const error = await session.enter('你好').catch((reason: Error) => reason.message)
    expect(error).to.equal('nothing answers')
  })
})
