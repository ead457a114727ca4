/** What comes after a dialog: the reminder and the notice to the owner. */
import { type BotOptions, createBot, createLogger, type Store } from '@wechatbot/core'
import { type DialogOptions, dialog } from '@wechatbot/plugin-dialog'
import type { FakeApi, ManualClock, Simulation } from '@wechatbot/simulator'
import { expect } from 'chai'
import { createTalk, type Talk } from './talk.js'

const HOUR = 60 * 60_000

const bookingOf = (options: Partial<DialogOptions>) =>
  dialog({
    name: '订位',
    start: '订位',
    steps: [
      { name: 'date', ask: '哪天？', type: 'date' },
      { name: 'people', ask: '几位？', type: 'integer' },
    ],
    done: '已订 {date} {people} 位',
    ...options,
  })

/** Of two messages at once, each reads the dialog before the other writes it. */
function readTogether({ values, ...rest }: Store): Store {
  let reads = 0
  let go!: () => void
  const both = new Promise<void>((resolve) => {
    go = resolve
  })
  const entry: typeof values.entry = async (key) => {
    const read = await values.entry(key)
    if (!key.includes('dialog')) return read
    reads += 1
    if (reads === 2) go()
    await both
    return read
  }
  return { ...rest, values: { ...values, entry } }
}

describe('after a dialog', () => {
  let talk: Talk
  let clock: ManualClock
  let api: FakeApi
  let wechat: Simulation

  const start = async (options: Partial<DialogOptions>, account: Partial<BotOptions> = {}) => {
    talk = createTalk()
    clock = talk.clock
    api = await talk.startApi()
    wechat = await talk.start({ plugins: [bookingOf(options)], ...account })
    return wechat.user('oA')
  }
  const texts = () => api.messages.sent.map(({ openid, content }) => [openid, content.content])
  afterEach(() => talk.close())

  const remind = { field: 'date', before: '3h', text: '{date} {people} 位，等您来' }

  it('the user is reminded so long before the date', async () => {
    const user = await start({ remind })
    await user.says('订位')
    await user.says('明天晚上七点')
    await user.says('4').shouldReply('已订 11月28日（周六）19:00 4 位')
    await clock.advance(28 * HOUR - 60_000)
    expect(texts()).to.deep.equal([])
    await clock.advance(2 * 60_000)
    expect(texts()).to.deep.equal([['oA', '11月28日（周六）19:00 4 位，等您来']])
  })

  it('the user says dates, and is reminded of them, in the time zone of the bot', async () => {
    const user = await start({ remind }, { timeZone: 'America/New_York' })
    await user.says('订位')
    // In New York it is still Thursday, 23:00.
    await user.says('明天早上八点')
    await user.says('4').shouldReply('已订 11月27日（周五）08:00 4 位')
    await clock.advance(6 * HOUR - 60_000)
    expect(texts()).to.deep.equal([])
    await clock.advance(2 * 60_000)
    expect(texts()).to.deep.equal([['oA', '11月27日（周五）08:00 4 位，等您来']])
  })

  it('a day without a time counts from noon', async () => {
    const user = await start({ remind })
    await user.says('订位')
    await user.says('明天')
    await user.says('4')
    await clock.advance(21 * HOUR - 60_000)
    expect(texts()).to.deep.equal([])
    await clock.advance(2 * 60_000)
    expect(texts()).to.have.length(1)
  })

  it('nobody is reminded of what begins sooner', async () => {
    const user = await start({ remind })
    await user.says('订位')
    await user.says('今天下午两点')
    await user.says('4').shouldReply(/^已订/)
    await clock.advance(24 * HOUR)
    expect(texts()).to.deep.equal([])
  })

  it('the owner is told of all answers, also where done is a function', async () => {
    const user = await start({ tell: 'oOWNER', done: () => '好' })
    await wechat.user('oOWNER').says('在')
    await user.says('订位')
    await user.says('明天')
    await user.says('4').shouldReply('好')
    await clock.advance(5000)
    expect(texts()).to.deep.equal([
      ['oOWNER', '「订位」\ndate：11月28日（周六）\npeople：4\n（OpenID oA）'],
    ])
  })

  it('the owner is told once of two last answers at once at two instances', async () => {
    const user = await start({ tell: 'oOWNER' })
    const store = readTogether(talk.store)
    const plugins = [bookingOf({ tell: 'oOWNER' })]
    const [one, two] = [await talk.start({ plugins, store }), await talk.start({ plugins, store })]
    await wechat.user('oOWNER').says('在')
    await user.says('订位')
    await user.says('明天')
    await Promise.all([one.user('oA').says('4'), two.user('oA').says('5')])
    await clock.advance(5000)
    expect(texts()).to.have.length(1)
  })

  it('the owner is the user of a notice that is not sent, with the errcode of each try', async () => {
    const user = await start({ tell: 'oOWNER' })
    await user.says('订位')
    await user.says('明天')
    await user.says('4')
    await clock.advance(8000)
    const { jobs } = await talk.store.jobs.list({ state: 'waiting', limit: 9 })
    expect(jobs).to.have.length(1)
    expect(jobs[0]).to.include({ openid: 'oOWNER', tries: 2 })
    expect(jobs[0]?.error).to.contain(' failed: 45015 ')
  })

  it('a warning says where the answers are kept nowhere, and what keeps them', async () => {
    const warningsOf = async (options: Partial<DialogOptions>) => {
      const lines: string[] = []
      const write = (line: string) => void lines.push(line)
      const logger = createLogger({ level: 'warn', destination: { write } })
      const bot = createBot({ token: 'a-token', logger, plugins: [bookingOf(options)] })
      await bot.ready()
      await bot.close()
      return lines.map((line) => (JSON.parse(line) as { msg: string }).msg)
    }
    const nowhere =
      'the answers to "订位" are kept nowhere: set tell, or let done be a function that keeps them'
    const noApi = 'remind and tell need the API: without an appSecret nothing is sent'
    expect(await warningsOf({})).to.deep.equal([nowhere])
    expect(await warningsOf({ remind })).to.deep.equal([nowhere, noApi])
    expect(await warningsOf({ tell: 'oOWNER' })).to.deep.equal([noApi])
    expect(await warningsOf({ done: () => '好' })).to.deep.equal([])
  })

  it('nothing is sent where the user left', async () => {
    const user = await start({ remind, tell: 'oOWNER' })
    await user.says('订位')
    await user.says('取消').shouldReply('已取消')
    await clock.advance(48 * HOUR)
    expect(texts()).to.deep.equal([])
  })
})
