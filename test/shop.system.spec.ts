/** examples/shop as a process that is killed, over its file of SQLite: the booking goes on, the answer comes. */
import { cpSync, readFileSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { createFakeAi, type FakeAi } from '@wechatbot/plugin-ai/fake'
import { createFakeApi, createPush, deliver, type FakeApi, FakeWechat } from '@wechatbot/simulator'
import { expect } from 'chai'
import { Folder } from '#cli-test/folder.js'
import { ROOT } from './root.js'
import { type Running, startBot } from './running.js'

const TOKEN = 'shop-token'
const ACCOUNT = { WECHAT_APP_ID: 'wx1', WECHAT_APP_SECRET: 'a-secret-of-this-spec' }
const ANSWER = '龙井用八十度的水泡。'

describe('the shop, killed', () => {
  let folder: Folder
  let api: FakeApi
  let provider: FakeAi
  let bot: Running

  beforeEach(async () => {
    folder = new Folder()
    const isOurs = (file: string) => !/node_modules|\.db/.test(file)
    cpSync(join(ROOT, 'examples/shop'), folder.path, { recursive: true, filter: isOurs })
    symlinkSync(join(ROOT, 'node_modules'), join(folder.path, 'node_modules'))
    api = await createFakeApi({ appId: 'wx1', appSecret: ACCOUNT.WECHAT_APP_SECRET })
    for (const openid of ['oA', 'oOWNER']) api.messages.note(openid, 'text')
    provider = await createFakeAi()
    const config = readFileSync(join(folder.path, 'wechatbot.config.ts'), 'utf8')
    const faked = config
      .replace('token: ', `api: { baseUrl: '${api.url}' },\n      token: `)
      .replace("['ai', { model,", `['ai', { model: 'deepseek/m', baseURL: '${provider.url}',`)
    expect(faked).to.contain(api.url).and.contain(provider.url)
    folder.write('wechatbot.config.ts', faked)
  })
  afterEach(async () => {
    await bot.stop('SIGKILL')
    await provider.close()
    await api.close()
    folder.remove()
  })

  /** Starts a process, or the next one. */
  const start = async (account: object) => {
    const nothing = { WECHAT_APP_ID: '', WECHAT_APP_SECRET: '', WECHAT_AES_KEY: '' }
    const env = { ...nothing, WECHAT_TOKEN: TOKEN, OWNER: 'oOWNER', ...account }
    bot = await startBot(folder.path, ['--host', '127.0.0.1'], env)
  }
  const user = () => {
    return new FakeWechat({ bot: `${bot.url}/wechat`, token: TOKEN, mode: 'plain' }).user('oA')
  }
  /** Waits for what happens in another process. */
  const until = async (is: () => boolean) => {
    while (!is()) await new Promise((resolve) => setTimeout(resolve, 50))
  }
  const sentTo = (openid: string) =>
    api.messages.sent
      .filter((message) => message.openid === openid)
      .map(({ content }) => content.content)

  it('in the middle of a booking goes on at the question that was open, and tells the owner', async () => {
    for (const [says, reply] of [
      ['订位', '哪天几点？'],
      ['明天晚上七点', /19:00，几位？$/],
      ['四位', '手机号？'],
      ['13800138000', /^已订 .+19:00 4 位$/],
    ] as const) {
      await start(ACCOUNT)
      await user().says(says).shouldReply(reply)
      await bot.stop('SIGKILL')
    }
    await start(ACCOUNT)
    await until(() => sentTo('oOWNER').length > 0)
    expect(sentTo('oOWNER')[0]).to.match(/^「订位」\n时间：.+\n人数：4\n电话：13800138000/)
  })

  it('in the middle of an answer that was promised has the next process send it, once', async () => {
    provider.answers([{ waitMs: 60_000 }, '没有人读到。'], ANSWER)
    await start(ACCOUNT)
    await user().says('龙井怎么泡').shouldNotReply()
    await bot.stop('SIGKILL')
    await start(ACCOUNT)
    await bot.says('promised reply sent, or in the mailbox')
    expect(sentTo('oA')).to.deep.equal([ANSWER])
    provider.answers('三分钟。')
    await user().says('泡多久').shouldReply('三分钟。')
    const known = provider.requests.at(-1)?.body.messages.map(({ content }) => content)
    expect(known?.slice(1)).to.deep.equal(['龙井怎么泡', ANSWER, '泡多久'])
  })

  it('in the middle of an answer at an account without the API answers the retry', async () => {
    provider.answers([{ waitMs: 60_000 }, '没有人读到。'], ANSWER)
    const fields = { Content: '龙井怎么泡' }
    const push = createPush({ kind: 'text', from: 'oA', fields })
    const attempt = () => deliver(`${bot.url}/wechat`, push, { token: TOKEN })
    await start({})
    const first = attempt().catch((error: Error) => error)
    await until(() => provider.requests.length === 1)
    await bot.stop('SIGKILL')
    expect(await first).to.be.an('error')
    await start({})
    expect((await attempt()).reply?.Content).to.equal(ANSWER)
  })
})
