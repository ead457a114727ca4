/** What the command says in Chinese of a store, compared with what the package of the store says. */
import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createSqliteStore } from '@wechatbot/sqlite'
import { expect } from 'chai'
import { wordsIn } from '#src/words/index.js'
import { Folder, ROOT } from '../folder.js'

const { main, doctor } = wordsIn('zh')

describe('a store that cannot be opened, in Chinese', () => {
  let folder: Folder

  beforeEach(() => {
    folder = new Folder()
  })
  afterEach(() => folder.remove())

  const failureAt = (file: string): string => {
    try {
      createSqliteStore({ file })
      return 'none'
    } catch (error) {
      return (error as Error).message
    }
  }

  it('is said of a file, with its name', () => {
    const file = folder.write('notes.db', 'these are notes, and no database at all')
    expect(main.ofStore(failureAt(file))).to.equal(
      `store：${file} 不是 SQLite 数据库；换一个文件名，或把这个文件移走`,
    )
    const lost = join(folder.path, 'data/bot.db')
    expect(main.ofStore(failureAt(lost))).to.equal(
      `store：${lost} 所在的文件夹不存在；请创建文件夹，或换一个`,
    )
    mkdirSync(join(folder.path, 'data'))
    expect(main.ofStore(failureAt(join(folder.path, 'data')))).to.match(
      /^store：.+data 不是文件，或者所在的位置不是文件夹$/,
    )
  })

  it('has Chinese words for every phrase of @wechatbot/sqlite', () => {
    const sourceOf = (file: string) =>
      readFileSync(join(ROOT, 'packages/sqlite/src', file), 'utf8').replace(
        /',\n\s*\{ file \}/g,
        '',
      )
    const texts = (file: string, pattern: RegExp) =>
      [...sourceOf(file).matchAll(pattern)].map(([, , text = '']) => text)
    const ofFile = [
      ...texts('failures.ts', /^ {2,4}(?:\[\/.+\/, )?(['"])([a-z][^']+ .+)\1(?:\]?,)$/gm),
      ...texts('schema.ts', /NotOurs\(\s*(['`])(.+)\1/g),
    ].map((text) => `/bot/bot.db ${text}`)
    const others = [
      ...texts('url.ts', /(['`])store: (.+)\1,$/gm),
      ...texts('warnings.ts', /(['`])store: (.+)\1,$/gm),
    ]
    const all = [...ofFile, ...others, '/bot/bot.db failed: no words'].map((text) =>
      text.replace(/\$\{.+?\}/g, '7'),
    )
    expect(all).to.have.length.above(13)
    expect(all.filter((text) => doctor.store.said(text) === text)).to.deep.equal([])
  })

  it('names the store that is away', () => {
    expect(doctor.store.said('SQLite is away: /bot.db is locked by another process')).to.equal(
      'SQLite 不可用：/bot.db 被另一个进程锁住了',
    )
    expect(doctor.store.said('Redis is away: ECONNREFUSED')).to.equal(
      'Redis 连接不上：ECONNREFUSED',
    )
  })

  it('stays what it is where another author has said it', () => {
    expect(doctor.store.said('no quorum')).to.equal('no quorum')
  })
})
