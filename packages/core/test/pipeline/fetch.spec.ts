import type { ManualClock } from '@wechatbot/simulator'
import { expect } from 'chai'
import { type BotOptions, createBot } from '#src/bot.js'
import type { FetchOptions } from '#src/pipeline/fetch.js'
import { parseXml } from '#src/xml/codec.js'
import { createSpecClock, signedQuery, TOKEN, textXml } from '../fixtures.ts'
import { linesWith, recordingLogger } from '../recording-logger.ts'

const WARNING = /no waitUntil/

describe('bot.fetch', () => {
  let clock: ManualClock
  let logger: ReturnType<typeof recordingLogger>

  const newBot = (options: Partial<BotOptions> = {}) => {
    const bot = createBot({ token: TOKEN, clock, logger, ...options })
    bot.hears('慢', async () => {
      await clock.wait(8000)
      return '久等了'
    })
    bot.hears('期限', (ctx) => String(ctx.deadline - clock.now()))
    bot.on('text', ({ message }) => `你说的是${message.Content}`)
    return bot
  }
  const post = (body: RequestInit['body'], query = signedQuery(), init: RequestInit = {}) =>
    new Request(`https://shop.example/any/path?${new URLSearchParams(query)}`, {
      method: 'POST',
      body: body ?? null,
      ...init,
    })
  const ask = (bot: ReturnType<typeof newBot>, Content: string, options?: FetchOptions) =>
    bot.fetch(post(textXml({ Content })), options)
  const contentOf = async (response: Response) => parseXml(await response.text()).Content

  beforeEach(() => {
    clock = createSpecClock()
    logger = recordingLogger()
  })

  it('answers a push at any path', async () => {
    const response = await ask(newBot(), '你好')
    expect(response.status).to.equal(200)
    expect(response.headers.get('content-type')).to.match(/^application\/xml/)
    expect(await contentOf(response)).to.equal('你说的是你好')
  })

  it('answers the handshake of the console', async () => {
    const query = new URLSearchParams({ ...signedQuery(), echostr: '5678' })
    const response = await newBot().fetch(new Request(`https://shop.example/?${query}`))
    expect([response.status, await response.text()]).to.deep.equal([200, '5678'])
  })

  it('shows a browser that the bot lives, and no setting', async () => {
    const request = new Request('http://127.0.0.1/wechat', { headers: { accept: 'text/html' } })
    const page = await (await newBot().fetch(request)).text()
    expect(page).to.contain('机器人在运行').and.not.contain('<table>')
  })

  const refusals: Record<string, () => Request> = {
    '403 a push without a signature': () => post(textXml(), {} as ReturnType<typeof signedQuery>),
    '400 a truncated document': () => post(textXml().slice(0, -3)),
    '400 no body': () => post(null),
    '405 a PUT': () => post(textXml(), signedQuery(), { method: 'PUT' }),
    '413 a body above 64 kB': () => post(textXml({ Content: 'x'.repeat(64 * 1024) })),
    '415 a compressed body': () =>
      post(textXml(), signedQuery(), { headers: { 'Content-Encoding': 'gzip' } }),
    '400 a body that is cut': () =>
      streamed(new ReadableStream({ pull: (it) => it.error(new Error('cut')) })),
  }
  const streamed = (body: ReadableStream) =>
    post(body, signedQuery(), { duplex: 'half' } as RequestInit)
  for (const [name, make] of Object.entries(refusals)) {
    it(`refuses with ${name}`, async () => {
      const response = await newBot().fetch(make())
      expect(response.status).to.equal(Number(name.slice(0, 3)))
      expect(await response.text()).to.equal('')
    })
  }

  it('refuses with 408 a body that does not come', async () => {
    let isCancelled = false
    const never = new ReadableStream({
      cancel: () => {
        isCancelled = true
      },
    })
    const response = newBot().fetch(streamed(never))
    await clock.advance(4000)
    expect((await response).status).to.equal(408)
    expect(isCancelled).to.equal(true)
  })

  it('answers 500 for a body that was read before, and says what to do', async () => {
    const request = post(textXml())
    await request.text()
    const response = await newBot().fetch(request)
    expect(response.status).to.equal(500)
    const failures = linesWith(logger, 'push failed').map(({ fields }) => String(fields.err))
    expect(failures).to.have.length(1)
    expect(failures[0]).to.contain('request.clone()')
  })

  it('joins a retry to its message', async () => {
    const bot = newBot({ late: ['mailbox'] })
    let runs = 0
    bot.use((_, next) => {
      runs += 1
      return next()
    })
    const [first, second] = [ask(bot, '慢'), ask(bot, '慢')]
    await clock.advance(4500)
    const texts = [await contentOf(await first), await contentOf(await second)]
    expect(texts).to.deep.equal(Array(2).fill('还在想，回复「继续」查看'))
    expect(runs).to.equal(1)
  })

  it('passes hold over, and ctx.deadline knows it', async () => {
    const bot = newBot({ late: ['hold', 'mailbox'] })
    expect(await contentOf(await ask(bot, '期限'))).to.equal('4500')
    const slow = bot.fetch(post(textXml({ Content: '慢', MsgId: '2' })))
    await clock.advance(4500)
    expect(await contentOf(await slow)).to.equal('还在想，回复「继续」查看')
  })

  it('gives the work of a message to waitUntil, its late reply included', async () => {
    const bot = newBot({ late: ['mailbox'] })
    let isOver = false
    const waitUntil = (work: Promise<unknown>) => {
      void work.then(() => {
        isOver = true
      })
    }
    const slow = ask(bot, '慢', { waitUntil })
    await clock.advance(4500)
    await slow
    expect(isOver).to.equal(false)
    await clock.advance(4000)
    expect(isOver).to.equal(true)
    expect(linesWith(logger, WARNING)).to.be.empty
  })

  it('warns once that late work may be cut, where nothing holds the process and the Store ends with it', async () => {
    const bot = newBot()
    await ask(bot, '你好')
    await bot.fetch(post(textXml({ Content: '再见', MsgId: '2' })))
    expect(linesWith(logger, WARNING)).to.have.length(1)
  })

  describe('with allowFrom', () => {
    it('refuses without remoteAddress, and says so', async () => {
      const response = await ask(newBot({ allowFrom: ['101.226.103.0/25'] }), '你好')
      expect(response.status).to.equal(403)
      const why = linesWith(logger, /bot\.fetch\(request, \{ remoteAddress \}\)/)
      expect(why).to.have.length(1)
    })

    it('judges the address that it is given', async () => {
      const bot = newBot({ allowFrom: ['101.226.103.0/25'] })
      const from = (remoteAddress: string) => ask(bot, '你好', { remoteAddress })
      expect((await from('101.226.103.7')).status).to.equal(200)
      expect((await from('10.0.0.1')).status).to.equal(403)
    })
  })

  it('gives the user their reply where waitUntil throws, as one without its `this` does', async () => {
    const waitUntil = () => {
      throw new TypeError('Illegal invocation')
    }
    expect(await contentOf(await ask(newBot(), '你好', { waitUntil }))).to.equal('你说的是你好')
    expect(linesWith(logger, /^waitUntil failed/)).to.have.length(1)
  })

  it('gives waitUntil the work of a message whose answer fails', async () => {
    const bot = createBot({ token: TOKEN, clock, logger, development: true })
    bot.on('text', () => 'x'.repeat(3000))
    const given: Promise<unknown>[] = []
    await ask(bot, '长', { waitUntil: (work) => given.push(work) })
    expect(given).to.have.length(1)
  })
})
