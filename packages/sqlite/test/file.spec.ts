/** What a file is that the store makes, and what one is that it does not take. */
import { mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { WechatBotError } from '@wechatbot/core'
import { createManualClock } from '@wechatbot/simulator'
import { expect } from 'chai'
import fromUrl, { createSqliteStore } from '#src/index.js'
import { openBeside } from './beside.ts'
import { Folder } from './folder.ts'

describe('the file of the SQLite store', () => {
  let folder: Folder

  beforeEach(() => {
    folder = new Folder()
  })
  afterEach(() => folder.remove())

  /** What it says of a file that it does not take. */
  const refusal = (file: string): string => {
    try {
      createSqliteStore({ file })
    } catch (error) {
      expect(error).to.be.instanceOf(WechatBotError).with.property('code', 'BAD_CONFIG')
      const { message } = error as Error
      expect(message).to.match(/^store: /)
      expect(message).to.not.contain('\n')
      return message.replace(`store: ${file} `, '')
    }
    throw new Error(`expected a refusal of ${file}`)
  }

  it('is made beside the configuration, for this user alone to read', async () => {
    const store = fromUrl('sqlite:./wechatbot.db', { folder: folder.path })
    await store.values.set('k', 1)
    for (const suffix of ['', '-wal', '-shm']) {
      const { mode } = statSync(join(folder.path, `wechatbot.db${suffix}`))
      expect((mode & 0o777).toString(8), suffix).to.equal('600')
    }
    await store.close()
  })

  it('may have blanks, Chinese and signs in its path', async () => {
    mkdirSync(join(folder.path, '我的 店 #1?'))
    const file = join(folder.path, '我的 店 #1?', '100%20 机器人.db')
    const store = createSqliteStore({ file })
    await store.values.set('你好 |%', { 茶: '龙井 😀' })
    await store.close()
    expect(readFileSync(file, 'latin1')).to.match(/^SQLite format 3/)
    const again = createSqliteStore({ file })
    expect(await again.values.get('你好 |%')).to.deep.equal({ 茶: '龙井 😀' })
    await again.close()
  })

  it('has everything in it after a close, without its -wal', async () => {
    const file = folder.newFile()
    const store = createSqliteStore({ file })
    await store.values.set('k', '在 WAL 里')
    await store.close()
    expect(statSync(`${file}-wal`, { throwIfNoEntry: false })?.size ?? 0).to.equal(0)
    expect(readFileSync(file, 'utf8')).to.contain('在 WAL 里')
  })

  it('is no SQLite database', () => {
    const file = folder.newFile()
    writeFileSync(file, 'a text, and long enough that it could be one\n'.repeat(100))
    expect(refusal(file)).to.match(/^is no SQLite database; name another file/)
    expect(readFileSync(file, 'utf8')).to.match(/^a text/)
  })

  it('is too short for a database', () => {
    const file = folder.newFile()
    writeFileSync(file, 'hi')
    expect(refusal(file)).to.match(/^is no SQLite database/)
  })

  it('is empty, and becomes one', async () => {
    const file = folder.newFile()
    writeFileSync(file, '')
    await createSqliteStore({ file }).close()
    expect(readFileSync(file, 'latin1')).to.match(/^SQLite format 3/)
  })

  it("is another program's database, which is left as it is", () => {
    const file = folder.newFile()
    const other = openBeside(file)
    other.exec('CREATE TABLE guests (name TEXT); PRAGMA user_version = 1')
    expect(refusal(file)).to.match(/^is a database of another program; name a file of its own/)
    expect(other.prepare('SELECT name FROM sqlite_master').raw().all()).to.deep.equal([['guests']])
  })

  it('was written by a later version', async () => {
    const file = folder.newFile()
    await createSqliteStore({ file }).close()
    openBeside(file).exec('PRAGMA user_version = 99')
    expect(refusal(file)).to.match(/later version of @wechatbot\/sqlite.*tables are of version 99/)
  })

  it('is in a folder that is not there', () => {
    expect(refusal(join(folder.path, 'no', 'a.db'))).to.match(/^is in a folder that is not there/)
  })

  it('is a folder, or in a file', () => {
    expect(refusal(folder.path)).to.match(/^is no file, or its folder is none/)
    const file = folder.newFile()
    writeFileSync(file, '')
    expect(refusal(join(file, 'a.db'))).to.match(/^is no file, or its folder is none/)
  })

  it('is damaged', async () => {
    const file = folder.newFile()
    const store = createSqliteStore({ file })
    for (let i = 0; i < 300; i += 1) await store.values.set(`k${i}`, 'x'.repeat(100))
    await store.close()
    const bytes = readFileSync(file)
    // Past the first page, which says what the file is.
    bytes.fill(0x5a, 4096)
    const damaged = folder.newFile()
    writeFileSync(damaged, bytes)
    expect(refusal(damaged)).to.match(/^is damaged; move it away/)
  })

  it('keeps for ever what has no end, and costs nobody what is no time', async () => {
    const store = createSqliteStore({ file: folder.newFile() })
    const [, odd] = await Promise.all([
      store.values.set('long', 1, Number.POSITIVE_INFINITY),
      store.values.replace('odd', 1, undefined, Number.NaN).catch((error: unknown) => error),
      store.values.set('other', 2),
    ])
    expect(odd).to.equal(true)
    expect(await store.values.get('long')).to.equal(1)
    expect(await store.values.get('other')).to.equal(2)
    await store.close()
  })

  it('is made anew when somebody has moved it away', async () => {
    const file = folder.newFile()
    const clock = createManualClock()
    const store = createSqliteStore({ file, clock })
    await store.values.set('k', 'before')
    renameSync(file, join(dirname(file), `moved-${basename(file)}`))
    await store.values.set('k', 'still there')
    await clock.advance(1000)
    expect(await store.values.get('k')).to.equal(undefined)
    await store.values.set('k', 'after')
    await store.close()
    expect(readFileSync(file, 'utf8')).to.contain('after')
  })
})
