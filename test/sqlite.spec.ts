/** The command over a file: what was kept is there the next time. */
import { chmodSync } from 'node:fs'
import { createBot, createLogger, createMemoryStore } from '@wechatbot/core'
import { createManualClock, simulate } from '@wechatbot/simulator'
import { createSqliteStore } from '@wechatbot/sqlite'
import { expect } from 'chai'
import { Call, startBot, wechatbot } from '#cli-test/call.js'
import { Folder } from '#cli-test/folder.js'

const COUNTS = `{ name: 'counts', setup(scope) {
  scope.on('text', async ({ store }) => {
    const count = ((await store.get('count')) ?? 0) + 1
    await store.set('count', count)
    return String(count)
  })
} }`

describe('a bot over SQLite', () => {
  let folder: Folder

  beforeEach(() => {
    folder = new Folder()
    folder.link('@wechatbot/sqlite', 'packages/sqlite')
  })
  afterEach(() => folder.remove())

  const configure = (store: string) =>
    folder.write(
      'wechatbot.config.mjs',
      `export default { store: '${store}', server: { host: '127.0.0.1', port: 0 },
         bots: [{ token: 'sqlite-token', plugins: [${COUNTS}] }] }`,
    )
  const chat = async () => {
    const call = new Call(['chat', '--in-process', '--from', 'oA'], { cwd: folder.path })
    call.stdin.end('数\n')
    expect(await call.ended).to.equal(0)
    return call.stdout
  }

  it('goes on in the next chat, beside the configuration, apart from what start keeps', async () => {
    configure('sqlite:./我的 店.db')
    expect(await chat()).to.contain('bot> 1')
    expect(await chat()).to.contain('bot> 2')
    const store = createSqliteStore({ file: `${folder.path}/我的 店.db` })
    expect(await store.values.get('name:main|plugin|counts|count')).to.equal(undefined)
    expect(await store.values.get('try-out:name:main|plugin|counts|count')).to.equal(2)
    await store.close()
  })

  it('ends with the chat in memory', async () => {
    configure('memory:')
    expect(await chat()).to.contain('bot> 1')
    expect(await chat()).to.contain('bot> 1')
  })

  it('is looked at by the doctor, who says why it does not start', async () => {
    configure('sqlite:./wechatbot.db')
    const doctor = async () => (await wechatbot(['doctor'], folder.path)).stdout
    expect(await doctor()).to.match(/^ok {4}store: .*wechatbot\.db .*first start/m)
    await createSqliteStore({ file: `${folder.path}/wechatbot.db` }).close()
    expect(await doctor()).to.match(/^ok {4}store: answers$/m)
    folder.write('wechatbot.db', 'no database')
    const { code, stdout } = await wechatbot(['doctor'], folder.path)
    expect(code).to.equal(1)
    expect(stdout).to.match(/^fail {2}store: .*wechatbot\.db is no SQLite database; name another/m)
  })

  it('says at the start what is to be known of its file', async () => {
    configure('sqlite:./wechatbot.db')
    folder.write('wechatbot.db', '')
    chmodSync(`${folder.path}/wechatbot.db`, 0o644)
    const bot = await startBot(folder.path)
    expect(bot.output()).to.contain('others of this machine may read')
    expect(await bot.stop()).to.equal(0)
  })

  it('hands over after a restart what waits in the mailbox', async () => {
    const file = `${folder.path}/wechatbot.db`
    const clock = createManualClock()
    const open = (isDurable: boolean) => {
      const store = isDurable ? createSqliteStore({ file, clock }) : createMemoryStore({ clock })
      const bot = createBot({
        token: 'sqlite-token',
        late: ['mailbox'],
        logger: createLogger({ level: 'silent' }),
        store,
        clock,
      })
      bot.hears('慢', async () => {
        await clock.wait(6000)
        return '想好了'
      })
      bot.on('text', () => '新的')
      return { bot, store }
    }
    for (const isDurable of [true, false]) {
      const first = open(isDurable)
      const before = await simulate(first.bot)
      await before
        .user('oA')
        .says('慢')
        .shouldReply(/还在想/)
      await clock.advance(6000)
      await before.close()
      await first.store.close()
      const second = open(isDurable)
      const after = await simulate(second.bot)
      await after
        .user('oA')
        .says('继续')
        .shouldReply(isDurable ? '想好了' : '新的')
      await after.close()
      await second.store.close()
    }
  })
})
