import { createBot, createLogger, type ReplyInput } from '@wechatbot/core'
import { createManualClock, FakeWechat, simulate, type Transport } from '@wechatbot/simulator'
import { expect } from 'chai'

const logger = createLogger({ level: 'silent' })
const reply = (to: string) =>
  `<xml><ToUserName>${to}</ToUserName><FromUserName>gh_0123456789ab</FromUserName><CreateTime>1</CreateTime><MsgType>text</MsgType><Content>好</Content></xml>`

describe('delivery', () => {
  /** A bot that answers each request after so many milliseconds of a manual clock. */
  const answering = (...delays: number[]) => {
    const clock = createManualClock()
    const queries: Record<string, string>[] = []
    const transport: Transport = async ({ query }, signal) => {
      const delay = delays[queries.push({ ...query }) - 1] ?? 0
      await new Promise<void>((resolve, reject) => {
        clock.setTimeout(resolve, delay)
        signal.addEventListener('abort', () => reject(new Error('cut')))
      })
      return { status: 200, body: reply('oA') }
    }
    return { clock, queries, transport }
  }
  const wechatOf = (
    { clock, transport }: ReturnType<typeof answering>,
    options: { resign?: boolean } = {},
  ) => new FakeWechat({ bot: transport, clock, token: 'a-token', ...options })

  it('takes an answer within 5 s, and asks once', async () => {
    const bot = answering(4999)
    const exchange = wechatOf(bot).user('oA').says('hi')
    await exchange.shouldReply('好')
    expect(bot.queries).to.have.length(1)
    expect(await exchange.attempts()).to.containSubset([
      { number: 1, ms: 4999, outcome: 'answered' },
    ])
  })

  it('cuts at 5 s and asks again, with the same query', async () => {
    const bot = answering(5001, 10)
    const exchange = wechatOf(bot).user('oA').says('hi')
    await exchange.shouldReply('好')
    expect(bot.queries).to.have.length(2)
    expect(bot.queries[1]).to.deep.equal(bot.queries[0])
    const attempts = await exchange.attempts()
    expect(attempts.map(({ outcome, at }) => [outcome, at])).to.deep.equal([
      ['cut', 0],
      ['answered', 5000],
    ])
  })

  it('signs a retry anew when told to', async () => {
    const bot = answering(6000, 10)
    await wechatOf(bot, { resign: true }).user('oA').says('hi').shouldReply('好')
    expect(bot.queries[1]?.nonce).not.to.equal(bot.queries[0]?.nonce)
    expect(Number(bot.queries[1]?.timestamp)).to.equal(Number(bot.queries[0]?.timestamp) + 5)
  })

  it('asks three times in all, then shows the outage notice', async () => {
    const bot = answering(9000, 9000, 9000, 1)
    const exchange = wechatOf(bot).user('oA').says('hi')
    expect(await exchange).to.have.property('type', 'outage')
    expect(bot.queries).to.have.length(3)
    expect(bot.clock.monotonic()).to.be.within(15_000, 15_100)
    const failure = await exchange.shouldReply().catch((error: Error) => error.message)
    expect(failure).to.contain('该公众号暂时无法提供服务')
  })

  it('asks again after a refused connection', async () => {
    const url = 'http://127.0.0.1:9/wechat'
    const exchange = new FakeWechat({ bot: url, token: 'a-token' }).user('oA').says('hi')
    expect(await exchange).to.have.property('type', 'outage')
    expect((await exchange.attempts()).map(({ outcome }) => outcome)).to.deep.equal([
      'failed',
      'failed',
      'failed',
    ])
  })

  const MODES = {
    plain: {},
    compat: { mode: 'compat', appId: 'wx1', encodingAESKey: 'k'.repeat(43) },
    safe: { appId: 'wx1', encodingAESKey: 'k'.repeat(43) },
  } as const
  for (const [mode, secrets] of Object.entries(MODES)) {
    for (const over of ['memory', 'http'] as const) {
      it(`carries messages in ${mode} mode over ${over}`, async () => {
        const bot = createBot({ token: 'a-token', logger, ...secrets })
        bot.on('text', ({ message }): ReplyInput => `收到 ${message.Content}`)
        const wechat = await simulate(bot, { over })
        await wechat.user('oA').says('你好').shouldReply('收到 你好')
        await wechat.user('oA').clicks('K').shouldNotReply()
        await wechat.close()
      })
    }
  }

  it('lets another account in by its second token and key', async () => {
    const key = 'a'.repeat(43)
    const bot = createBot({
      token: ['old-token', 'new-token'],
      appId: 'wx1',
      encodingAESKey: ['b'.repeat(43), key],
      logger,
    })
    bot.on('text', () => '好')
    const own = await simulate(bot, { over: 'http' })
    const { createApp, createServer } = await import('@wechatbot/core')
    const server = createServer(createApp({ bots: [bot] }))
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as { port: number }
    const wechat = new FakeWechat({
      bot: `http://127.0.0.1:${port}/wechat`,
      token: 'new-token',
      appId: 'wx1',
      encodingAESKey: key,
    })
    // The envelope opens only if the bot sealed it with this token and this key.
    await wechat.user('oA').says('hi').shouldReply('好')
    server.close()
    server.closeAllConnections()
    await own.close()
  })
})
