/** Replies that grow, as their users read them: every sentence once, in order, whatever the account may do. */
import { type BotOptions, stream, type TextSource } from '@wechatbot/core'
import type { ManualClock } from '@wechatbot/simulator'
import { expect } from 'chai'
import { SEND } from './calling.js'
import { answerTo, Instances, sentTexts } from './instances.js'
import { readAll, SENTENCES, speak, UNFINISHED, WHOLE, withoutLines } from './sentences.js'

describe('a reply that grows', () => {
  let clock: ManualClock
  let instances: Instances

  const start = async (
    options: Partial<BotOptions> = {},
    source: () => TextSource = () => speak(clock),
  ) => {
    const bot = instances.newBot(options)
    bot.on('text', () => stream(source()))
    return instances.open(bot)
  }
  beforeEach(() => {
    instances = new Instances()
    clock = instances.clock
  })
  afterEach(() => instances.close())

  it('that is whole in time is one text like any other', async () => {
    const wechat = await start({}, () => speak(clock, 50))
    expect(await answerTo(wechat, '讲讲茶')).to.equal(WHOLE)
  })

  it('is read from its first sentences on, and goes on with 继续', async () => {
    const wechat = await start({ late: ['mailbox'] })
    const texts = await readAll(wechat, clock)
    expect(texts[0]).to.equal(`${SENTENCES.slice(0, 8).join('')}${UNFINISHED}`)
    expect(withoutLines(texts)).to.equal(WHOLE)
    expect(texts.length).to.be.above(2)
  })

  it('that begins after the deadline is read with 继续, each sentence once', async () => {
    const source = async function* () {
      await clock.wait(6000)
      yield* speak(clock)
    }
    const wechat = await start({ late: ['mailbox'] }, source)
    const texts = await readAll(wechat, clock)
    expect(texts[0]).to.equal('还在想，回复「继续」查看')
    expect(withoutLines(texts.slice(1))).to.equal(WHOLE)
    expect(texts.length).to.be.above(3)
  })

  it('is held first where `hold` stands before, and then read', async () => {
    const wechat = await start()
    const texts = await readAll(wechat, clock)
    expect(texts[0]).to.equal(`${SENTENCES.slice(0, 28).join('')}${UNFINISHED}`)
    expect(withoutLines(texts)).to.equal(WHOLE)
  })

  it('goes out passively, and the rest by the API where there is one', async () => {
    const wechat = await start(await instances.withApi())
    const first = await answerTo(wechat, '讲讲茶')
    expect(first).to.equal(SENTENCES.slice(0, 8).join(''))
    const rest = await wechat.user('oA').shouldReceive()
    expect(first + String(rest.content.content)).to.equal(WHOLE)
    expect(wechat.user('oA').received()).to.have.length(1)
  })

  it('has its texts and their times in the exchange', async () => {
    const wechat = await start(await instances.withApi())
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
        yield* speak(clock)
      } finally {
        isTold = true
      }
    }
    const wechat = await start({ late: ['drop'] }, source)
    expect(await answerTo(wechat, '讲讲茶')).to.equal(SENTENCES.slice(0, 8).join(''))
    await clock.advance(1000)
    expect(isTold).to.equal(true)
  })

  it('waits in the mailbox with the rest of a text that is longer than a page', async () => {
    const long = Array.from({ length: 300 }, (_, i) => `第${i + 1}句，说的是茶。`)
    const source = async function* () {
      yield long.join('')
    }
    const wechat = await start({ late: ['mailbox'] }, source)
    const texts = await readAll(wechat, clock)
    expect(texts.every((text) => Buffer.byteLength(text) <= 2048)).to.equal(true)
    expect(withoutLines(texts).replaceAll(/\n/g, '')).to.equal(long.join(''))
  })

  describe('that is longer than the messages a user may get', () => {
    const long = Array.from({ length: 600 }, (_, i) => `第${i + 1}句，说的是茶。`)
    const source = async function* () {
      for (const sentence of long) {
        await clock.wait(50)
        yield sentence
      }
    }
    /** What the user reads of it passively, by the API, and then with 继续. */
    const readEach = async () => {
      const wechat = await start(options, source)
      const first = await answerTo(wechat, '讲讲茶')
      await clock.advance(60_000)
      const sent = sentTexts(wechat)
      const asked: string[] = []
      do asked.push(await answerTo(wechat, '继续'))
      while (asked.at(-1)?.includes('「继续」'))
      const texts = [first, ...sent, ...asked]
      const read = withoutLines(texts).replace(/\n（还有 \d+ 条[^）]*）/g, '')
      return { sent, read: read.replaceAll('\n', '') }
    }
    let options: Partial<BotOptions>

    beforeEach(async () => {
      options = await instances.withApi()
    })

    it('takes no more messages of the API, and leaves the rest to 继续', async () => {
      const { sent, read } = await readEach()
      expect(sent).to.have.length(4)
      expect(sent.at(-1)).to.match(/「继续」/)
      expect(read).to.equal(long.join(''))
    })

    for (const sentBefore of [0, 2]) {
      it(`is left to 继续 from message ${sentBefore + 1} on, where WeChat refuses that`, async () => {
        const refuseNext = () => instances.api?.fail(SEND, { errcode: 45047 })
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

  it('is one message where ctx.send takes it', async () => {
    const bot = instances.newBot(await instances.withApi())
    bot.on('text', async (ctx) => {
      await ctx.send(stream(speak(clock, 10, ['一。', '二。'])))
      return '好'
    })
    const wechat = await instances.open(bot)
    await wechat.user('oA').says('讲讲').shouldReply('好')
    await wechat.user('oA').shouldReceive('一。二。')
  })

  it('stops for a newer message with `overlap: latest`, and what was promised is read', async () => {
    const wechat = await start({ late: ['mailbox'], overlap: 'latest' })
    expect(await answerTo(wechat, '讲讲茶')).to.equal(
      `${SENTENCES.slice(0, 8).join('')}${UNFINISHED}`,
    )
    await clock.advance(1500)
    const second = await answerTo(wechat, '另一个问题')
    expect(second).to.match(/^第1句/)
    const all = [second]
    do all.push(await answerTo(wechat, '继续'))
    while (all.at(-1)?.includes('「继续」'))
    expect(all.join('')).to.contain(SENTENCES.slice(8, 11).join(''))
  })

  describe('over two instances', () => {
    it('is answered alike by the one that does not write it', async () => {
      const options = { late: ['hold', 'mailbox'] } as const
      const [first, second] = [await start(options), await start(options)]
      const xml = instances.textXml('讲讲茶')
      void first.sendXml(xml)
      await clock.advance(100)
      const seen = await second.sendXml(xml)
      const text = seen.type === 'reply' ? String(seen.reply.Content) : seen.type
      expect(text.endsWith(UNFINISHED)).to.equal(true)
      const texts = [text]
      while (texts.at(-1)?.includes('「继续」')) {
        await clock.advance(3000)
        texts.push(await answerTo(texts.length % 2 ? first : second, '继续'))
      }
      expect(withoutLines(texts)).to.equal(WHOLE)
    })

    it('is read once where one begins it late, and the other is asked for it', async () => {
      const source = async function* () {
        await clock.wait(5000)
        yield* speak(clock)
      }
      const options = {
        late: ['customer-service', 'mailbox'],
        ...(await instances.withApi()),
      } as const
      const first = await start(options, source)
      const second = await start(options, source)
      const xml = instances.textXml('讲讲茶')
      expect((await first.sendXml(xml)).type).to.equal('silence')
      await clock.advance(500)
      // As if the first answer had been lost: WeChat asks another one.
      const seen = await second.sendXml(xml)
      const passive = seen.type === 'reply' ? String(seen.reply.Content) : ''
      expect(passive).to.match(/^第1句/)
      await clock.advance(30_000)
      const sent = sentTexts(second)
      expect(passive + sent.join('')).to.equal(WHOLE)
    })
  })
})
