/** examples/shop as its customers meet it: all of it, in one talk. */
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { BotConfig } from '@wechatbot/core'
import { createManualClock, type ManualClock, type Simulation } from '@wechatbot/simulator'
import { expect } from 'chai'
import { type LoadedConfig, loadConfig } from 'wechatbot'
import { textOf } from './documents.js'
import { Instances } from './instances.js'
import { ROOT } from './root.js'

const FILE = 'examples/shop/wechatbot.config.ts'
/** A Friday. */
const NOON = Date.parse('2026-11-27T12:00:00+08:00')
const HOUR = 60 * 60_000
const VARIABLES = { WECHAT_APP_ID: 'wx1', WECHAT_APP_SECRET: 'a-secret', OWNER: 'oOWNER' }

describe('the shop', () => {
  let wechat: Simulation
  let instances: Instances
  let clock: ManualClock
  const environment: Record<string, string | undefined> = {}

  const folders: string[] = []
  let loaded: LoadedConfig

  // A module is imported once in a process, and another spec may have done it with other variables.
  const load = () => {
    const folder = mkdtempSync(join(ROOT, '.cache', 'shop-'))
    folders.push(folder)
    const isOurs = (file: string) => !file.includes('node_modules')
    cpSync(join(ROOT, 'examples/shop'), folder, { recursive: true, filter: isOurs })
    return loadConfig({ file: join(folder, 'wechatbot.config.ts') })
  }

  before(async () => {
    for (const [name, value] of Object.entries({ ...VARIABLES, DEEPSEEK_API_KEY: '' })) {
      environment[name] = process.env[name]
      process.env[name] = value
    }
    mkdirSync(join(ROOT, '.cache'), { recursive: true })
    loaded = await load()
  })
  after(async () => {
    await loaded.store?.close()
    for (const folder of folders) rmSync(folder, { recursive: true, force: true })
    for (const [name, value] of Object.entries(environment)) {
      if (value === undefined) delete process.env[name]
      else process.env[name] = value
    }
  })

  beforeEach(async () => {
    clock = createManualClock(NOON)
    instances = new Instances(clock)
    const [shop] = loaded.bots
    const options = { ...(shop as BotConfig), ...(await instances.withApi()) }
    wechat = await instances.open(instances.newBot(options))
  })
  afterEach(async () => {
    // 对方正在输入 is under way still, and its next try would wait for a clock that has stopped.
    await clock.advance(5000)
    await instances.close()
  })

  it('is written in at most 60 lines', () => {
    expect(textOf(FILE).trimEnd().split('\n').length).to.be.at.most(60)
  })

  it('greets, shows its menu as a picture, and answers by words', async () => {
    const user = wechat.user('oA')
    await user.follows().shouldReply(/^欢迎光临/)
    await user.says('茶单').shouldReply(/^龙井 38 元/)
    await user.says('图片').shouldReply({ MsgType: 'image' })
    await user.says('龙井多少钱').shouldReply(/^一壶茶 28 元起/)
    await user.says('能送货吗').shouldReply(/^三公里以内可以送，今天送到 21:00。/)
    await clock.advance(10 * HOUR)
    await user.says('能送货吗').shouldReply('现在休息，明天 09:00 开始送。')
  })

  it('shows its menu as a text where the account has no API', async () => {
    const [shop] = loaded.bots
    const { appSecret: _, ...options } = shop as BotConfig
    const small = await instances.open(instances.newBot(options))
    await small
      .user('oA')
      .says('图片')
      .shouldReply(/^龙井 38 元/)
  })

  it('says whether it is open, and which branch is near', async () => {
    const user = wechat.user('oA')
    await user
      .says('现在开门吗？')
      .shouldReply('福田店：营业中，到 21:00。\n南山店：营业中，到 22:00。')
    await clock.advance(24 * HOUR)
    await user.says('南山店开门吗').shouldReply('南山店：现在休息，11月30日（周一） 10:00 开门。')
    const here = { Location_X: '22.54', Location_Y: '113.93', Scale: '15', Label: '' }
    await user
      .sends('location', here)
      .shouldReply(
        /南山店（.+\n休息中，11月30日（周一） 10:00 开门\n[\s\S]*福田店（.+\n营业中，到 21:00\n/,
      )
    await user.clicks('营业时间').shouldReply(/^福田店：营业中，到 21:00。\n/)
  })

  it('takes a booking, tells the owner, and reminds the customer', async () => {
    const [user, owner] = [wechat.user('oA'), wechat.user('oOWNER')]
    await owner.says('我是店主')
    await user.clicks('订位').shouldReply('哪天几点？')
    await user.says('明天晚上七点').shouldReply('11月28日（周六）19:00，几位？')
    await user.says('四位').shouldReply('手机号？')
    await user.says('13800138000').shouldReply('已订 11月28日（周六）19:00 4 位')
    await owner.shouldReceive(/^「订位」\n时间：11月28日（周六）19:00\n人数：4\n电话：13800138000/)
    await clock.advance(28 * HOUR)
    await user.shouldReceive('您预约的时间是11月28日（周六）19:00，4 位')
  })

  for (const missing of ['OWNER', 'WECHAT_APP_SECRET'] as const) {
    it(`confirms no booking without ${missing}, because nobody is told of it`, async () => {
      process.env[missing] = ''
      const { bots, store } = await load()
      process.env[missing] = VARIABLES[missing]
      await store?.close()
      const options = { ...(bots[0] as BotConfig), ...(await instances.withApi()) }
      const user = (await instances.open(instances.newBot(options))).user('oA')
      await user.says('订位').shouldReply('哪天几点？')
      await user.says('明天晚上七点').shouldReply(/几位？$/)
      await user.says('四位').shouldReply('手机号？')
      await user.says('13800138000').shouldReply('收到，店员会联系您确认')
    })
  }

  it('has a human when it matters, in the middle of a booking, too', async () => {
    const user = wechat.user('oA')
    await user.says('订位').shouldReply('哪天几点？')
    await user.says('人工').shouldReply({ MsgType: 'transfer_customer_service' })
    await user.sends('event:kf_create_session', { KfAccount: 'a@gh_1' })
    await user.says('现在开门吗').shouldNotReply()
    await user.sends('event:kf_close_session', { KfAccount: 'a@gh_1' })
    await user.says('明天中午').shouldReply(/几位？$/)
    await user.says('取消').shouldReply('已取消')
    await user.says('我要投诉').shouldReply({ MsgType: 'transfer_customer_service' })
    await user.says('机器人').shouldReply('机器人回来了，请说。')
    await clock.advance(10 * HOUR)
    await user.says('人工').shouldReply('店员不在，明天 09:00 回来，请留言。')
  })

  it('has a model for the rest', async () => {
    await wechat
      .user('oA')
      .says('龙井怎么泡')
      .shouldReply(/龙井怎么泡/)
  })
})
