/** A bot with ai as a process: one that starts without its key, and one that is killed. */
import { createFakeAi, type FakeAi } from '@wechatbot/plugin-ai/fake'
import { createPush, deliver } from '@wechatbot/simulator'
import { expect } from 'chai'
import { Folder } from '#cli-test/folder.js'
import { type Running, startBot, wechatbot } from './running.js'

const TOKEN = 'ai-token'
const configOf = (options: object) => `export default {
  store: 'sqlite:./wechatbot.db', server: { host: '127.0.0.1' },
  bots: [{ token: '${TOKEN}', plugins: [['ai', ${JSON.stringify(options)}]] }] }`

describe('a process of a bot that talks', () => {
  let folder: Folder
  let provider: FakeAi
  let bot: Running | undefined

  beforeEach(async () => {
    provider = await createFakeAi()
    folder = new Folder()
    folder.link('@wechatbot/sqlite', 'packages/sqlite')
    folder.link('@wechatbot/plugin-ai', 'plugins/ai')
  })
  afterEach(async () => {
    await bot?.stop('SIGKILL')
    await provider.close()
    folder.remove()
  })

  const start = async () => {
    bot = await startBot(folder.path)
  }
  const say = async (Content: string) => {
    const push = createPush({ kind: 'text', from: 'oA', fields: { Content } })
    return (await deliver(`${bot?.url}/wechat`, push, { token: TOKEN })).reply?.Content
  }

  it('remembers what was said, and counts it, when it is killed', async () => {
    const limits = { perUser: { messages: 2, per: 'day' } }
    folder.write('wechatbot.config.mjs', configOf({ model: 'm', baseURL: provider.url, limits }))
    await start()
    expect(await say('一')).to.equal('你说的是「一」。')
    await bot?.stop('SIGKILL')
    await start()
    expect(await say('二')).to.equal('你说的是「二」。')
    const sent = provider.requests.at(-1)?.body.messages.map(({ content }) => content)
    expect(sent).to.deep.equal(['一', '你说的是「一」。', '二'])
    expect(await say('三')).to.match(/消息有点多/)
  })

  it('does not start without its key: one line says which, and where it is made', async () => {
    folder.write('wechatbot.config.mjs', configOf({ model: 'kimi/kimi-k2.5' }))
    const env = { MOONSHOT_API_KEY: '' }
    const { code, stderr } = await wechatbot(['start', '--port', '0'], folder.path, env)
    expect(code).to.equal(1)
    expect(stderr).to.contain('MOONSHOT_API_KEY').and.contain('https://platform.moonshot.cn')
  })
})
