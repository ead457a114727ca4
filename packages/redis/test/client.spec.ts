import type { WechatBotError } from '@wechatbot/core'
import { expect } from 'chai'
import { readUrl } from '#src/client.js'

describe('the URL of Redis', () => {
  for (const [url, expected] of [
    ['redis://127.0.0.1:6379', {}],
    ['redis://127.0.0.1:6379/', {}],
    ['rediss://user:p%40ss%2Fw%23rd@redis.example:6380/15', {}],
    ['redis://:p@ss@127.0.0.1', {}],
    ['redis://127.0.0.1?db=3&prefix=shop:', { prefix: 'shop:' }],
  ] as const) {
    it(`may be ${url}`, () => {
      expect(readUrl(url)).to.deep.include({ nodes: undefined, ...expected })
    })
  }

  it('may name several nodes of a cluster', () => {
    expect(readUrl('redis+cluster://:secret@one:7000,two:7001').nodes).to.deep.equal([
      { host: 'one', port: 7000 },
      { host: 'two', port: 7001 },
    ])
  })

  for (const [url, says] of [
    ['redis://:canary/x@127.0.0.1', '%2F'],
    ['redis://user/canary@127.0.0.1', '%2F'],
    ['redis://:canary#x@127.0.0.1', '%23'],
    ['redis://:canary?x@127.0.0.1', '%3F'],
    ['redis://:canary%@127.0.0.1', '%25'],
    ['redis+cluster://:canary/x@one:7000,two:7000', '%2F'],
    ['redis://127.0.0.1/abc', 'the number of a database, like redis://host:6379/0, got "abc"'],
    ['redis://127.0.0.1/0/1', 'got "0/1"'],
    ['redis://127.0.0.1/-1', 'got "-1"'],
    ['redis://127.0.0.1?db=abc', 'got "abc"'],
    ['redis+cluster://one:7000,two:7000/1', 'no database'],
    ['redis://127.0.0.1?keyPrefix=canary:', '?prefix='],
    ['redis://', 'redis://host:port'],
    ['http://127.0.0.1', '"http"'],
  ] as const) {
    it(`may not be ${url}, and says so in one line, without the password`, () => {
      try {
        readUrl(url)
      } catch (error) {
        expect(error).to.have.property('code', 'BAD_CONFIG')
        const { message } = error as WechatBotError
        expect(message).to.contain(says).and.not.contain('\n').and.not.contain('canary')
        return
      }
      expect.fail('it was taken')
    })
  }
})
