import { WechatBotError } from '@wechatbot/core'
import { expect } from 'chai'
import { fileOf } from '#src/url.js'

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

  for (const url of ['sqlite:', 'sqlite://a.db', 'sqlite::memory:']) {
    it(`names none: ${url}`, () => {
      expect(() => fileOf(url, '/srv/bot'))
        .to.throw(WechatBotError)
        .with.property('code', 'BAD_CONFIG')
    })
  }
})
