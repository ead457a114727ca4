/** Bots over SQLite as processes: one that is killed, one whose file is locked, and one that has no use for it. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createPush, deliver } from '@wechatbot/simulator'
import { expect } from 'chai'
import Database from 'libsql'
import { Folder } from '#cli-test/folder.js'
import { modulesOf } from './loading.js'
import { ROOT } from './root.js'
import { type Running, startBot } from './running.js'

const TOKEN = 'sqlite-token'
/** Goes on when it is told to. */
const BOT = `export default { store: 'sqlite:./wechatbot.db', log: { level: 'debug' }, server: { host: '127.0.0.1' },
  bots: [{ token: '${TOKEN}', late: ['mailbox'], deadlineMs: 100, plugins: [{ name: 'shop', setup(scope) {
    scope.hears('慢', () => new Promise((done) => setTimeout(done, 300, '想好了')))
    scope.on('text', ({ message }) => message.Content)
  } }] }] }`

describe('a process of a bot over SQLite', () => {
  let folder: Folder
  let bot: Running

  beforeEach(() => {
    folder = new Folder()
    folder.link('@wechatbot/sqlite', 'packages/sqlite')
    folder.write('wechatbot.config.mjs', BOT)
  })
  afterEach(async () => {
    await bot?.stop('SIGKILL')
    folder.remove()
  })

  const start = async () => {
    bot = await startBot(folder.path)
  }
  const say = async (Content: string) => {
    const push = createPush({ kind: 'text', from: 'oA', fields: { Content } })
    return (await deliver(`${bot.url}/wechat`, push, { token: TOKEN })).reply?.Content
  }

  it('forgets nothing that waits in the mailbox when it is killed', async () => {
    await start()
    expect(await say('慢')).to.match(/还在想/)
    await bot.says('late reply waits for its user')
    await bot.stop('SIGKILL')
    await start()
    expect(await say('继续')).to.equal('想好了')
    expect(await say('继续')).to.equal('继续')
  })

  it('answers everything while another process has the file locked', async () => {
    await start()
    expect(await say('一')).to.equal('一')
    // The bot may be writing at this moment.
    const other = new Database(join(folder.path, 'wechatbot.db'), { timeout: 10_000 })
    other.exec('BEGIN IMMEDIATE')
    const words = Array.from({ length: 20 }, (_, i) => `第 ${i} 句`)
    const live = async () => (await fetch(`${bot.url}/live`)).status
    const [lives, answers] = await Promise.all([
      Promise.all(words.map(live)),
      Promise.all(words.map(say)),
    ])
    expect(lives).to.deep.equal(words.map(() => 200))
    expect(answers).to.deep.equal(words)
    await bot.says(/locked by another process.*store failed/)
    other.exec('ROLLBACK')
  })

  it('is stopped as any, and leaves all in one file', async () => {
    await start()
    await say('一')
    expect(await bot.stop('SIGTERM')).to.equal(0)
    expect(readFileSync(join(folder.path, 'wechatbot.db')).length).to.be.above(4096)
  })
})

describe('a process of a bot without SQLite', () => {
  let folder: Folder

  before(() => {
    folder = new Folder()
  })
  after(() => folder.remove())

  const startWith = (config: string) =>
    modulesOf(['start', '--port', '0', '--host', '127.0.0.1', '-c', config], {
      cwd: folder.path,
      until: 'talk to it',
    })

  it('loads none of it', async () => {
    const modules = await startWith(join(ROOT, 'examples/minimal/wechatbot.config.ts'))
    expect(modules.some((each) => each.includes('packages/core/dist/'))).to.equal(true)
    expect(
      modules.filter((each) => /packages\/sqlite|libsql|node:sqlite/.test(each)),
    ).to.deep.equal([])
  })

  it('would be found out', async () => {
    folder.link('@wechatbot/sqlite', 'packages/sqlite')
    const config = folder.write('wechatbot.config.mjs', BOT)
    const modules = await startWith(config)
    expect(modules.some((each) => each.includes('packages/sqlite/dist/'))).to.equal(true)
    expect(modules.some((each) => each.includes('/libsql/'))).to.equal(true)
  })
})
