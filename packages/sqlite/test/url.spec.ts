import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { WechatBotError } from '@wechatbot/core'
import { expect } from 'chai'
import fromUrl from '#src/index.js'
import { fileOf } from '#src/url.js'
import { Folder } from './folder.ts'

describe('a URL of the SQLite store', () => {
  for (const [url, file] of [
    ['sqlite:./wechatbot.db', '/srv/bot/wechatbot.db'],
    ['sqlite:wechatbot.db', '/srv/bot/wechatbot.db'],
    ['SQLite:../data/a.db', '/srv/data/a.db'],
    ['sqlite:./我的 店/100%20.db', '/srv/bot/我的 店/100%20.db'],
    ['sqlite:./a?b#c.db', '/srv/bot/a?b#c.db'],
    ['sqlite:/var/lib/a.db', '/var/lib/a.db'],
    ['sqlite:///var/lib/a.db', '/var/lib/a.db'],
  ] as const) {
    it(`names a file: ${url}`, () => {
      expect(fileOf(url, '/srv/bot')).to.equal(file)
    })
  }

  it('says which file is missing, and makes none', () => {
    const folder = new Folder()
    try {
      const where = { folder: folder.path }
      const file = join(folder.path, 'a.db')
      expect(fromUrl.missing('sqlite:a.db', where)).to.equal(file)
      expect(fromUrl.missing('sqlite:a.db', where)).to.equal(file)
      writeFileSync(file, '')
      expect(fromUrl.missing('sqlite:a.db', where)).to.equal(undefined)
    } finally {
      folder.remove()
    }
    expect(() => fromUrl.missing('sqlite:', { folder: '/' })).to.throw(WechatBotError)
  })

  for (const url of ['sqlite:', 'sqlite://a.db', 'sqlite::memory:']) {
    it(`names none: ${url}`, () => {
      expect(() => fileOf(url, '/srv/bot'))
        .to.throw(WechatBotError)
        .with.property('code', 'BAD_CONFIG')
    })
  }
})
