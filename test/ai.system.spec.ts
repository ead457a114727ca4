/** A bot with ai as a process: one that starts without its key, one that is killed, and two on one file. */
import { createFakeAi, type FakeAi } from '@wechatbot/plugin-ai/fake'
import { createPush, deliver } from '@wechatbot/simulator'
import { expect } from 'chai'
import { Folder } from '#cli-test/folder.js'
import { type Running, startBot, wechatbot } from './running.js'
import { scrape } from './scrape.js'

const TOKEN = 'ai-token'
const configOf = (options: object) => `export default {
  store: 'sqlite:./wechatbot.db', server: { host: '127.0.0.1', metrics: { port: 0 } },
  bots: [{ token: '${TOKEN}', plugins: [['ai', ${JSON.stringify(options)}]] }] }`

describe('a process of a bot that talks', () => {
  let folder: Folder
  let provider: FakeAi
  let bots: Running[]

  beforeEach(async () => {
    bots = []
    provider = await createFakeAi()
    folder = new Folder()
    folder.link('@wechatbot/sqlite', 'packages/sqlite')
    folder.link('@wechatbot/plugin-ai', 'plugins/ai')
  })
  afterEach(async () => {
    await Promise.all(bots.map((bot) => bot.stop('SIGKILL')))
    await provider.close()
    folder.remove()
  })

  const start = async () => {
    const bot = await startBot(folder.path)
    bots.push(bot)
    return bot
  }
  const say = async (bot: Running, Content: string, from = 'oA') => {
    const push = createPush({ kind: 'text', from, fields: { Content } })
    return (await deliver(`${bot.url}/wechat`, push, { token: TOKEN })).reply?.Content
  }

  it('remembers what was said, and counts it, when it is killed', async () => {
    const limits = { perUser: { messages: 2, per: 'day' } }
    folder.write('wechatbot.config.mjs', configOf({ model: 'm', baseURL: provider.url, limits }))
    const killed = await start()
    expect(await say(killed, '一')).to.equal('你说的是「一」。')
    await killed.stop('SIGKILL')
    const bot = await start()
    expect(await say(bot, '二')).to.equal('你说的是「二」。')
    const sent = provider.requests.at(-1)?.body.messages.map(({ content }) => content)
    expect(sent).to.deep.equal(['一', '你说的是「一」。', '二'])
    expect(await say(bot, '三')).to.match(/消息有点多/)
  })

  it('counts messages and tokens over two processes, and shows the tokens of each', async () => {
    const limits = {
      perUser: { messages: 2, per: 'day' },
      // An answer of the fake provider costs 15.
      total: { tokens: 45, per: 'day' },
    }
    folder.write('wechatbot.config.mjs', configOf({ model: 'm', baseURL: provider.url, limits }))
    const [a, b] = [await start(), await start()]
    expect(await say(a, '一')).to.equal('你说的是「一」。')
    expect(await say(b, '二')).to.equal('你说的是「二」。')
    for (const bot of [a, b]) expect(await say(bot, '三')).to.match(/消息有点多/)
    expect(await say(b, '一', 'oB')).to.equal('你说的是「一」。')
    for (const bot of [a, b]) expect(await say(bot, '一', 'oC')).to.match(/消息有点多/)
    const shown = await Promise.all([a, b].map((bot) => scrape(bot.output())))
    const counted = (direction: string) =>
      shown.map(({ of }) => of(`ai_tokens_total{bot="main",model="m",direction="${direction}"}`))
    expect(counted('in')).to.deep.equal([10, 20])
    expect(counted('out')).to.deep.equal([5, 10])
    for (const { body } of shown) expect(body).not.to.match(/o[ABC]"/)
  })

  it('does not start without its key: one line says which, and where it is made', async () => {
    folder.write('wechatbot.config.mjs', configOf({ model: 'kimi/kimi-k2.5' }))
    const env = { MOONSHOT_API_KEY: '' }
    const { code, stderr } = await wechatbot(['start', '--port', '0'], folder.path, env)
    expect(code).to.equal(1)
    expect(stderr).to.contain('MOONSHOT_API_KEY').and.contain('https://platform.moonshot.cn')
  })
})
