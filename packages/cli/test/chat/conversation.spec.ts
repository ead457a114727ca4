import { createBot, createLogger } from '@wechatbot/core'
import {
  FakeWechat,
  type SentMessage,
  type Simulation,
  simulate,
  type Transport,
} from '@wechatbot/simulator'
import { expect } from 'chai'
import { createConversation } from '#src/chat/conversation.js'
import type { Peer } from '#src/chat/peer.js'
import { wordsIn } from '#src/words/index.js'

const EN = wordsIn('en')

describe('a conversation of wechatbot chat', () => {
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

  const conversationOver = (send: Peer['send']) => {
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
    return createConversation(peer, 'oA', {
      say: EN.chat,
      said: (openid, text) => shown.push(`${openid}> ${text}`),
      answered: (openid, _seen, lines) => shown.push(`to ${openid}: ${lines.join('|')}`),
      late: ({ openid }, lines) => shown.push(`later to ${openid}: ${lines.join('|')}`),
      note: (text) => shown.push(`(${text})`),
    })
  }
  const over = (answer: Transport) => {
    const fake = new FakeWechat({ bot: answer, token: 'chat-spec' })
    return conversationOver((openid, kind, fields) => fake.user(openid).sends(kind, fields))
  }

  it('sends each line as the user it is, and shows what comes', async () => {
    const conversation = conversationOver((openid, kind, fields) =>
      wechat.user(openid).sends(kind, fields),
    )
    for (const line of ['你好', '/as oB', '', '在吗', '/follow']) {
      expect(await conversation.enter(line)).to.equal(true)
    }
    expect(conversation.isWell()).to.equal(true)
    await conversation.enter('/nope')
    expect(conversation.isWell()).to.equal(false)
    late({ openid: 'oA', msgtype: 'text', content: { content: '来了' }, at: 0 })
    cut(1)
    cut(3)
    log('{"msg":"careful"}\n')
    expect(await conversation.enter('/quit')).to.equal(false)
    expect(shown).to.deep.equal([
      'oA> 你好',
      'to oA: oA：你好',
      '(you are oB now)',
      'oB> 在吗',
      'to oB: oB：在吗',
      'oB> /follow',
      'to oB: (no reply)',
      '(no command /nope; /help lists them; //nope sends it as text)',
      'later to oA: 来了',
      '(no answer in 5 s, asking again: attempt 2 of 3)',
      '(no answer in 5 s)',
      '({"msg":"careful"})',
    ])
  })

  it('takes a line while an earlier one is still awaited', async () => {
    const answers: ((text: string) => void)[] = []
    const conversation = over(async () => {
      const body = await new Promise<string>((resolve) => answers.push(resolve))
      return { status: 200, body }
    })
    const first = conversation.enter('一')
    await conversation.enter('/as oB')
    const second = conversation.enter('二')
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
      const conversation = over(async () => ({ status, body: '' }))
      await conversation.enter('你好')
      expect(shown[1]).to.contain(`(the outage notice of WeChat: status ${status})`)
      expect(shown[2]).to.contain(advice)
      expect(conversation.isWell()).to.equal(false)
    })
  }

  it('fails where nothing answers', async () => {
    const conversation = over(() => Promise.reject(new Error('ECONNREFUSED')))
    const error = await conversation.enter('你好').catch((reason: Error) => reason.message)
    expect(error).to.equal('nothing answers')
  })
})
