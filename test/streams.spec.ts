/** Replies that grow, as their users read them: every sentence once, in order, whatever the account may do. */
import {
  type Bot,
  type BotOptions,
  createBot,
  createLogger,
  createMemoryStore,
  type Store,
  stream,
  type TextSource,
} from '@wechatbot/core'
import {
  createFakeApi,
  createManualClock,
  type FakeApi,
  type ManualClock,
  type Simulation,
  simulate,
} from '@wechatbot/simulator'
import { expect } from 'chai'
import { SEND } from './calling.js'

const SENTENCES = Array.from({ length: 40 }, (_, i) => `第${i + 1}句，说的是茶。`)
const WHOLE = SENTENCES.join('')
const UNFINISHED = '\n（还没写完，回复「继续」看下文）'

describe('a reply that grows', () => {
  let clock: ManualClock
  let store: Store
  let api: FakeApi | undefined
  const open: Simulation[] = []

  /** Forty sentences, one each half a second. */
  const speak = async function* (everyMs = 500, sentences = SENTENCES) {
    for (const sentence of sentences) {
      await new Promise<void>((resolve) => clock.setTimeout(resolve, everyMs))
      yield sentence
    }
  }
  const newBot = (options: Partial<BotOptions> = {}, source: () => TextSource = () => speak()) => {
    const logger = createLogger({ level: 'silent' })
    const bot = createBot({ token: 'a-token', clock, store, logger, ...options })
    bot.on('text', () => stream(source()))
    return bot
  }
  const withWechat = async (bot: Bot): Promise<Simulation> => {
    const wechat = await simulate(bot, api === undefined ? {} : { api })
    open.push(wechat)
    return wechat
  }
  const newService = async (): Promise<Partial<BotOptions>> => {
    api = await createFakeApi({ clock, appId: 'wx1', appSecret: 'a-secret' })
    return { appId: 'wx1', appSecret: 'a-secret', api: { baseUrl: api.url } }
  }
  const contentOf = async (wechat: Simulation, content: string): Promise<string> => {
    const seen = await wechat.user('oA').says(content)
    return seen.type === 'reply' ? String(seen.reply.Content) : seen.type
  }
  /** What a user reads who asks, and then says 继续 every five seconds until nothing more comes. */
  const readAll = async (wechat: Simulation): Promise<string[]> => {
    const texts = [await contentOf(wechat, '讲讲茶')]
    while (texts.at(-1)?.includes('「继续」')) {
      await clock.advance(5000)
      texts.push(await contentOf(wechat, '继续'))
    }
    return texts
  }
  const withoutLines = (texts: readonly string[]) =>
    texts.map((text) => text.replace(/\n（[^）]*「继续」[^）]*）$/, '')).join('')

  beforeEach(() => {
    clock = createManualClock()
    store = createMemoryStore({ clock })
    api = undefined
  })
  afterEach(async () => {
    for (const wechat of open.splice(0)) await wechat.close()
    await api?.close()
  })

  it('that is whole in time is one text like any other', async () => {
    const wechat = await withWechat(newBot({}, () => speak(50)))
    expect(await contentOf(wechat, '讲讲茶')).to.equal(WHOLE)
  })

  it('is read from its first sentences on, and goes on with 继续', async () => {
    const wechat = await withWechat(newBot({ late: ['mailbox'] }))
    const texts = await readAll(wechat)
    expect(texts[0]).to.equal(`${SENTENCES.slice(0, 8).join('')}${UNFINISHED}`)
    expect(withoutLines(texts)).to.equal(WHOLE)
    expect(texts.length).to.be.above(2)
  })

  it('that begins after the deadline is read with 继续, each sentence once', async () => {
    const source = async function* () {
      await new Promise<void>((resolve) => clock.setTimeout(resolve, 6000))
      yield* speak()
    }
    const wechat = await withWechat(newBot({ late: ['mailbox'] }, source))
    const texts = await readAll(wechat)
    expect(texts[0]).to.equal('还在想，回复「继续」查看')
    expect(withoutLines(texts.slice(1))).to.equal(WHOLE)
    expect(texts.length).to.be.above(3)
  })

  it('is held first where `hold` stands before, and then read', async () => {
    const wechat = await withWechat(newBot())
    const texts = await readAll(wechat)
    expect(texts[0]).to.equal(`${SENTENCES.slice(0, 28).join('')}${UNFINISHED}`)
    expect(withoutLines(texts)).to.equal(WHOLE)
  })

  it('goes out passively, and the rest by the API where there is one', async () => {
    const wechat = await withWechat(newBot(await newService()))
    const first = await contentOf(wechat, '讲讲茶')
    expect(first).to.equal(SENTENCES.slice(0, 8).join(''))
    const rest = await wechat.user('oA').shouldReceive()
    expect(first + String(rest.content.content)).to.equal(WHOLE)
    expect(wechat.user('oA').received()).to.have.length(1)
  })

  it('has its texts and their times in the exchange', async () => {
    const wechat = await withWechat(newBot(await newService()))
    const exchange = wechat.user('oA').says('讲讲茶')
    await exchange
    await clock.advance(30_000)
    expect(exchange.texts.map(({ text }) => text).join('')).to.equal(WHOLE)
    expect(exchange.texts.map(({ by, ms }) => [by, ms])).to.deep.equal([
      ['reply', 4500],
      ['api', 20_000],
    ])
  })

  it('is told to stop where nobody can get the rest, and what was written is read', async () => {
    let isTold = false
    const source = async function* () {
      try {
        yield* speak()
      } finally {
        isTold = true
      }
    }
    const wechat = await withWechat(newBot({ late: ['drop'] }, source))
    expect(await contentOf(wechat, '讲讲茶')).to.equal(SENTENCES.slice(0, 8).join(''))
    await clock.advance(1000)
    expect(isTold).to.equal(true)
  })

  it('waits in the mailbox with the rest of a text that is longer than a page', async () => {
    const long = Array.from({ length: 300 }, (_, i) => `第${i + 1}句，说的是茶。`)
    const source = async function* () {
      yield long.join('')
    }
    const wechat = await withWechat(newBot({ late: ['mailbox'] }, source))
    const texts = await readAll(wechat)
    expect(texts.every((text) => Buffer.byteLength(text) <= 2048)).to.equal(true)
    expect(withoutLines(texts).replaceAll(/\n/g, '')).to.equal(long.join(''))
  })

  describe('that is longer than the messages a user may get', () => {
    const long = Array.from({ length: 600 }, (_, i) => `第${i + 1}句，说的是茶。`)
    const source = async function* () {
      for (const sentence of long) {
        await new Promise<void>((resolve) => clock.setTimeout(resolve, 50))
        yield sentence
      }
    }
    /** What the user reads of it passively, by the API, and then with 继续. */
    const readEach = async () => {
      const wechat = await withWechat(newBot(options, source))
      const first = await contentOf(wechat, '讲讲茶')
      await clock.advance(60_000)
      const sent = wechat
        .user('oA')
        .received()
        .map(({ content }) => String(content.content))
      const asked: string[] = []
      do asked.push(await contentOf(wechat, '继续'))
      while (asked.at(-1)?.includes('「继续」'))
      const texts = [first, ...sent, ...asked]
      const read = withoutLines(texts).replace(/\n（还有 \d+ 条[^）]*）/g, '')
      return { sent, read: read.replaceAll('\n', '') }
    }
    let options: Partial<BotOptions>

    beforeEach(async () => {
      options = await newService()
    })

    it('takes no more messages of the API, and leaves the rest to 继续', async () => {
      const { sent, read } = await readEach()
      expect(sent).to.have.length(4)
      expect(sent.at(-1)).to.match(/「继续」/)
      expect(read).to.equal(long.join(''))
    })

    for (const sentBefore of [0, 2]) {
      it(`is left to 继续 from message ${sentBefore + 1} on, where WeChat refuses that`, async () => {
        const refuseNext = () => api?.fail(SEND, { errcode: 45047 })
        if (sentBefore === 0) refuseNext()
        let count = 0
        const observe: BotOptions['observe'] = ({ type }) => {
          if (type === 'sent') count += 1
          if (type === 'sent' && count === sentBefore) refuseNext()
        }
        options = { ...options, observe }
        const { sent, read } = await readEach()
        expect(sent).to.have.length(sentBefore)
        expect(read).to.equal(long.join(''))
      })
    }
  })

  it('with a source that fails ends with the error text behind what was written', async () => {
    const source = async function* () {
      yield* speak(500, SENTENCES.slice(0, 2))
      throw new Error('as asked')
    }
    const wechat = await withWechat(newBot({ errorText: '出错了' }, source))
    expect(await contentOf(wechat, '讲讲茶')).to.equal(`${SENTENCES.slice(0, 2).join('')}出错了`)
  })

  it('with a source that gives no text fails as a handler does', async () => {
    const source = async function* () {
      yield Buffer.from('茶') as unknown as string
    }
    const wechat = await withWechat(newBot({ errorText: '出错了' }, source))
    expect(await contentOf(wechat, '讲讲茶')).to.equal('出错了')
  })

  it('with a source that writes nothing, or blanks, is silence', async () => {
    for (const pieces of [[], [' ', '\n']]) {
      const source = async function* () {
        yield* pieces
      }
      const wechat = await withWechat(newBot({}, source))
      expect(await contentOf(wechat, '讲讲茶')).to.equal('silence')
    }
  })

  it('with a source that was read before fails', async () => {
    const source = speak(10, ['茶。'])
    const wechat = await withWechat(newBot({ errorText: '出错了' }, () => source))
    expect(await contentOf(wechat, '一')).to.equal('茶。')
    expect(await contentOf(wechat, '二')).to.equal('出错了')
  })

  it('with a source that never ends is cut off after a minute', async () => {
    const endless = async function* () {
      for (let i = 1; ; i += 1) yield* speak(1000, [`第${i}句。`])
    }
    const wechat = await withWechat(newBot(await newService(), endless))
    const first = await contentOf(wechat, '讲讲茶')
    expect(first).to.equal('第1句。第2句。第3句。第4句。')
    await clock.advance(70_000)
    const [rest] = wechat.user('oA').received()
    expect(String(rest?.content.content)).to.match(/^第5句。.*第5\d句。…$/)
  })

  it('is one message where ctx.send takes it', async () => {
    const options = await newService()
    const logger = createLogger({ level: 'silent' })
    const bot = createBot({ token: 'a-token', clock, store, logger, ...options })
    bot.on('text', async (ctx) => {
      await ctx.send(stream(speak(10, ['一。', '二。'])))
      return '好'
    })
    const wechat = await withWechat(bot)
    await wechat.user('oA').says('讲讲').shouldReply('好')
    await wechat.user('oA').shouldReceive('一。二。')
  })

  it('stops for a newer message with `overlap: latest`, and what was promised is read', async () => {
    const wechat = await withWechat(newBot({ late: ['mailbox'], overlap: 'latest' }))
    expect(await contentOf(wechat, '讲讲茶')).to.equal(
      `${SENTENCES.slice(0, 8).join('')}${UNFINISHED}`,
    )
    await clock.advance(1500)
    const second = await contentOf(wechat, '另一个问题')
    expect(second).to.match(/^第1句/)
    const all = [second]
    do all.push(await contentOf(wechat, '继续'))
    while (all.at(-1)?.includes('「继续」'))
    expect(all.join('')).to.contain(SENTENCES.slice(8, 11).join(''))
  })

  describe('over two instances', () => {
    it('is answered alike by the one that does not write it', async () => {
      const [writes, other] = [
        newBot({ late: ['hold', 'mailbox'] }),
        newBot({ late: ['hold', 'mailbox'] }),
      ]
      const [first, second] = [await withWechat(writes), await withWechat(other)]
      const xml = `<xml><ToUserName><![CDATA[gh_0123456789ab]]></ToUserName><FromUserName><![CDATA[oA]]></FromUserName><CreateTime>${Math.floor(clock.now() / 1000)}</CreateTime><MsgType><![CDATA[text]]></MsgType><Content><![CDATA[讲讲茶]]></Content><MsgId>23000000000000001</MsgId></xml>`
      void first.sendXml(xml)
      await clock.advance(100)
      const seen = await second.sendXml(xml)
      const text = seen.type === 'reply' ? String(seen.reply.Content) : seen.type
      expect(text.endsWith(UNFINISHED)).to.equal(true)
      const texts = [text]
      while (texts.at(-1)?.includes('「继续」')) {
        await clock.advance(3000)
        texts.push(await contentOf(texts.length % 2 ? first : second, '继续'))
      }
      expect(withoutLines(texts)).to.equal(WHOLE)
    })

    it('is read once where one begins it late, and the other is asked for it', async () => {
      const source = async function* () {
        await new Promise<void>((resolve) => clock.setTimeout(resolve, 5000))
        yield* speak()
      }
      const options = { late: ['customer-service', 'mailbox'], ...(await newService()) } as const
      const first = await withWechat(newBot(options, source))
      const second = await withWechat(newBot(options, source))
      const xml = `<xml><ToUserName><![CDATA[gh_0123456789ab]]></ToUserName><FromUserName><![CDATA[oA]]></FromUserName><CreateTime>${Math.floor(clock.now() / 1000)}</CreateTime><MsgType><![CDATA[text]]></MsgType><Content><![CDATA[讲讲茶]]></Content><MsgId>23000000000000002</MsgId></xml>`
      expect((await first.sendXml(xml)).type).to.equal('silence')
      await clock.advance(500)
      // As if the first answer had been lost: WeChat asks another one.
      const seen = await second.sendXml(xml)
      const passive = seen.type === 'reply' ? String(seen.reply.Content) : ''
      expect(passive).to.match(/^第1句/)
      await clock.advance(30_000)
      const sent = second
        .user('oA')
        .received()
        .map(({ content }) => String(content.content))
      expect(passive + sent.join('')).to.equal(WHOLE)
    })
  })
})
