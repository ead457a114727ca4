/** Promised replies outlive their process: another one, or the same when it has started again, delivers them. */
import { type Bot, type BotOptions, createMemoryStore, type Store } from '@wechatbot/core'
import { createManualClock, type ManualClock, type Simulation } from '@wechatbot/simulator'
import { expect } from 'chai'
import { cuttable } from './cuttable.js'
import { Instances, sentTexts } from './instances.js'

describe('a promised reply', () => {
  let clock: ManualClock
  let store: Store
  let instances: Instances
  let runs: string[]

  /** Its handler takes 8 s, and says in what process it ran. */
  const start = async (
    name: string,
    options: Partial<BotOptions> = {},
    handler?: (bot: Bot) => void,
  ): Promise<Simulation> => {
    const bot = instances.newBot(options)
    if (handler) handler(bot)
    else {
      bot.on('text', async ({ message }) => {
        runs.push(name)
        await clock.wait(8000)
        return `${name}答${message.Content}`
      })
    }
    return instances.open(bot)
  }

  /** It reaches its store until `cut`: for all others it has vanished then. */
  const startCuttable = async (...[name, options, handler]: Parameters<typeof start>) => {
    const { store: own, cut } = cuttable(store)
    return { wechat: await start(name, { ...options, store: own }, handler), cut }
  }
  /** Its handler has sent something before it takes 8 s. */
  const orders = (bot: Bot) => {
    bot.on('text', async (ctx) => {
      runs.push('ordered')
      await ctx.send('收到')
      await clock.wait(8000)
      return '好了'
    })
  }

  beforeEach(() => {
    clock = createManualClock()
    store = { ...createMemoryStore({ clock }), outlivesProcess: true } as Store
    instances = new Instances(clock, store)
    runs = []
  })
  afterEach(() => instances.close())

  it('is sent once, and its promise is removed', async () => {
    const options = await instances.withApi()
    const first = await start('甲', options)
    await start('乙', options)
    await first.user('oA').says('茶').shouldNotReply()
    await clock.advance(60_000)
    expect(runs).to.deep.equal(['甲'])
    expect((await store.sets.list('wx1|promises', { limit: 10 })).members).to.deep.equal([])
  })

  it('is delivered by the API by another instance when its own vanishes', async () => {
    const options = await instances.withApi()
    const { wechat: first, cut } = await startCuttable('甲', options)
    const second = await start('乙', options)
    await first.user('oA').says('茶').shouldNotReply()
    cut()
    await clock.advance(20_000)
    expect(runs).to.deep.equal(['甲', '乙'])
    expect(sentTexts(second)).to.contain('乙答茶')
  })

  it('is delivered by the same process when it has started again', async () => {
    const options = await instances.withApi()
    const { wechat: first, cut } = await startCuttable('甲', options)
    await first.user('oA').says('茶').shouldNotReply()
    cut()
    await clock.advance(4000)
    const again = await start('乙', options)
    await clock.advance(15_000)
    expect(sentTexts(again)).to.contain('乙答茶')
  })

  it('lies in the mailbox where there is no API', async () => {
    const options = { late: ['mailbox'] } as const
    const { wechat: first, cut } = await startCuttable('甲', options)
    const second = await start('乙', options)
    await first.user('oA').says('茶').shouldReply(/继续/)
    cut()
    await clock.advance(20_000)
    await second.user('oA').says('继续').shouldReply('乙答茶')
    expect((await store.sets.list('name%3Amain|promises', { limit: 10 })).members).to.deep.equal([])
  })

  it('whose handler had sent something is not run again: its user is told', async () => {
    const options = await instances.withApi()
    const { wechat: first, cut } = await startCuttable('甲', options, orders)
    const second = await start('乙', options, orders)
    await first.user('oA').says('下单').shouldNotReply()
    cut()
    await clock.advance(20_000)
    expect(runs).to.deep.equal(['ordered'])
    expect(sentTexts(second)).to.contain('上一个问题被打断了，请再问一次')
  })

  it('is run again all the same with `interrupted: rerun`, and never with `tell`', async () => {
    const options = await instances.withApi()
    const { wechat: first, cut } = await startCuttable('甲', options)
    const second = await start('乙', {
      ...options,
      interrupted: 'tell',
      interruptedText: '再问一次',
    })
    await first.user('oA').says('茶').shouldNotReply()
    cut()
    await clock.advance(20_000)
    expect(runs).to.deep.equal(['甲'])
    expect(sentTexts(second)).to.contain('再问一次')
  })

  it('is handed over at once when its process ends in order', async () => {
    const options = await instances.withApi()
    const first = await start('甲', options)
    const second = await start('乙', options)
    await first.user('oA').says('茶').shouldNotReply()
    await instances.end(first)
    await clock.advance(15_000)
    expect(runs).to.deep.equal(['甲', '乙'])
    expect(sentTexts(second)).to.deep.equal(['乙答茶'])
  })

  it('that nobody is owed leaves no timer behind when its bot closes', async () => {
    const wechat = await start('甲')
    await wechat.user('oA').says('茶').shouldReply('甲答茶')
    await instances.end(wechat)
    // The keeper has looked once more by then. The Store, which is still open, has to forget the reply.
    await clock.advance(1000)
    expect(clock.pending).to.equal(1)
  })

  it('is given up after two owners that vanished with it', async () => {
    const options = { ...(await instances.withApi()), errorText: '出错了' }
    const one = await startCuttable('甲', options)
    await one.wechat.user('oA').says('茶').shouldNotReply()
    one.cut()
    const two = await startCuttable('乙', options)
    await clock.advance(6000)
    expect(runs).to.deep.equal(['甲', '乙'])
    two.cut()
    const third = await start('丙', options)
    await clock.advance(20_000)
    expect(runs).to.deep.equal(['甲', '乙'])
    expect(sentTexts(third)).to.contain('出错了')
  })

  describe('whose message comes again, to another instance', () => {
    const answers = (text: string) => (bot: Bot) => {
      bot.on('text', () => {
        runs.push(text)
        return text
      })
    }

    it('is read in the answer to that, and not sent by the API, too', async () => {
      const options = await instances.withApi()
      const { wechat: first, cut } = await startCuttable('甲', options)
      const xml = instances.textXml('茶')
      await first.sendXml(xml)
      cut()
      // Looks for promises now, and 5 s later: the retry comes between.
      const second = await start('乙', options, answers('答'))
      await clock.advance(4000)
      const seen = await second.sendXml(xml)
      expect(seen.type === 'reply' && seen.reply.Content).to.equal('答')
      await clock.advance(30_000)
      expect(sentTexts(second)).not.to.contain('答')
      expect((await store.sets.list('wx1|promises', { limit: 10 })).members).to.deep.equal([])
    })

    it('is told of, where something had left the process that vanished', async () => {
      const options = await instances.withApi()
      const { wechat: first, cut } = await startCuttable('甲', options, orders)
      const xml = instances.textXml('下单')
      await first.sendXml(xml)
      cut()
      // Looks for promises now, and 5 s later: the retry comes between.
      const second = await start('乙', options, orders)
      await clock.advance(4000)
      const seen = await second.sendXml(xml)
      expect(seen.type === 'reply' && seen.reply.Content).to.equal('上一个问题被打断了，请再问一次')
      expect(runs).to.deep.equal(['ordered'])
    })

    it('and that had promised it, is delivered by a third when that vanishes', async () => {
      const options = await instances.withApi()
      const first = await start('甲', { appId: 'wx1', late: ['hold'] })
      // Vanished, it reaches nothing any more.
      const cutOff = { baseUrl: 'http://127.0.0.1:9' }
      const { wechat: second, cut } = await startCuttable('乙', { ...options, api: cutOff })
      const xml = instances.textXml('茶')
      void first.sendXml(xml)
      await clock.advance(100)
      await second.sendXml(xml)
      cut()
      const third = await start('丙', options)
      await clock.advance(30_000)
      expect(sentTexts(third).filter((text) => text === '甲答茶')).to.have.length(1)
      expect((await store.sets.list('wx1|promises', { limit: 10 })).members).to.deep.equal([])
    })
  })

  it('goes the way that the bot has now, where that which was promised is gone', async () => {
    const options = await instances.withApi()
    const promised = { ...options, late: ['customer-service'] } as const
    const { wechat: first, cut } = await startCuttable('甲', promised)
    await first.user('oA').says('茶').shouldNotReply()
    cut()
    const second = await start('乙', { ...options, late: ['mailbox'] })
    await clock.advance(25_000)
    await second.user('oA').says('继续').shouldReply('乙答茶')
  })

  it('that grows goes out as far as it has been written when its process ends in order', async () => {
    const options = await instances.withApi()
    const grows = (bot: Bot) => {
      bot.on('text', async () => {
        runs.push('ran')
        return (async function* () {
          for (let i = 1; i <= 40; i += 1) {
            await clock.wait(1000)
            yield `第${i}句。`
          }
        })()
      })
    }
    const first = await start('甲', options, grows)
    const second = await start('乙', options, grows)
    await first.user('oA').says('茶').shouldReply('第1句。第2句。第3句。第4句。')
    await clock.advance(2500)
    await instances.end(first)
    await clock.advance(20_000)
    expect(runs).to.deep.equal(['ran'])
    expect(sentTexts(second).join('')).to.match(/^第5句。第6句。/)
    expect((await store.sets.list('wx1|promises', { limit: 10 })).members).to.deep.equal([])
  })
})
