/** What the command says in Chinese of the errors of jobs, compared with the errors that jobs leave. */
import {
  ApiError,
  type BotOptions,
  createBot,
  createLogger,
  createMemoryStore,
  type JobContext,
} from '@wechatbot/core'
import { createManualClock } from '@wechatbot/simulator'
import { expect } from 'chai'
import { wordsIn } from '#src/words/index.js'

const ACCOUNT = { appId: 'wx0123456789abcdef', appSecret: 'a'.repeat(32) }

/** The error that is kept of a job which runs `work`. */
async function errorOf(
  work: (context: JobContext) => unknown,
  options: Partial<BotOptions> = {},
): Promise<string> {
  const clock = createManualClock(Date.parse('2026-11-28T00:00:00+08:00'))
  const store = createMemoryStore({ clock })
  const logger = createLogger({ level: 'silent' })
  const bot = createBot({ token: 'a-token', store, clock, logger, ...options })
  const job = bot.job('tell', (_data: null, context: JobContext) => work(context))
  await bot.ready()
  await job.at(0, null)
  await clock.advance(1000)
  await clock.advance(60_000)
  const lists = (['waiting', 'dead'] as const).map((state) => store.jobs.list({ state, limit: 9 }))
  const [failed] = (await Promise.all(lists)).flatMap(({ jobs }) => jobs)
  await bot.close()
  return failed?.error ?? ''
}

describe('the error of a job in Chinese', () => {
  const inChinese = async (...of: Parameters<typeof errorOf>) =>
    wordsIn('zh').jobs.error(await errorOf(...of))
  const refused = (errcode: number, errmsg: string) => {
    throw new ApiError({ endpoint: 'POST /cgi-bin/message/custom/send', errcode, errmsg })
  }

  it('says what WeChat answered and what to do, by errcode', async () => {
    expect(
      await inChinese(() =>
        refused(45015, 'out of time; rid: 1-2 (tried: customer-service, template)'),
      ),
    ).to.equal(
      'POST /cgi-bin/message/custom/send 失败：45015 out of time; rid: 1-2 （试过：客服消息、模板消息）；用户最后一条消息在 48 小时以前，或者点菜单、关注在一分钟以前',
    )
    expect(await inChinese(() => refused(40164, 'invalid ip 1.2.3.4, not in whitelist'))).to.match(
      / 失败：40164 invalid ip 1\.2\.3\.4, not in whitelist；把它写出的地址/,
    )
  })

  it('says what the job lacks, and that it ran too long', async () => {
    expect(await inChinese(({ notify }) => notify({ text: '好' }), ACCOUNT)).to.equal(
      '任务没有用户；在 at() 里写 openid，或把 OpenID 写在消息前面',
    )
    expect(await inChinese(({ notify }) => notify('oA', { text: '好' }))).to.equal(
      '机器人 "main" 没有 appSecret，不能调用微信的接口；请写 appId 和 appSecret',
    )
    expect(await inChinese(() => new Promise(() => {}))).to.equal('任务 "tell" 运行超过 60 秒')
  })

  it('stays what it is where the error is of the bot’s author, or unknown', async () => {
    for (const text of ['no way', `POST /x failed: 45015 ${'x'.repeat(600)}`]) {
      const kept = await errorOf(() => {
        throw new Error(text)
      })
      expect(wordsIn('zh').jobs.error(kept)).to.equal(text.slice(0, 500))
      expect(wordsIn('en').jobs.error(kept)).to.equal(text.slice(0, 500))
    }
  })
})
