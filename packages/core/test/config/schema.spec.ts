import { expect } from 'chai'
import { botProblems, serverProblems } from '#src/config/schema.js'
import { assertNoProblems } from '#src/errors.js'
import { failure } from '../fixtures.ts'

const BOT = { token: 'spec4Token' }
const KEY = 'abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG'
const paths = (problems: readonly { path: string }[]) => problems.map(({ path }) => path)

describe('botProblems', () => {
  it('says what was expected of what is missing, and where', () => {
    const expected =
      'at least 3 characters, no blanks around (令牌 in the console), or a list of at least one'
    for (const bot of [{}, { token: undefined }]) {
      expect(botProblems(bot, ['bots', 0])).to.deep.equal([
        { path: 'bots[0].token', expected, got: 'nothing' },
      ])
    }
    expect(botProblems({ ...BOT, menu: {} })).to.deep.equal([
      { path: 'menu.button', expected: 'a list of 1 to 3 buttons', got: 'nothing' },
    ])
    expect(paths(botProblems({ late: [undefined], menu: { button: [{}] } }))).to.deep.equal([
      'token',
      'late[0]',
      'menu.button[0].name',
      'menu.button[0].type',
    ])
  })

  it('takes nothing but an object for a bot, and for what is one in it', () => {
    for (const [bot, got] of [
      [undefined, 'nothing'],
      [[], 'an empty list'],
      ['main', '"main"'],
    ]) {
      expect(botProblems(bot, ['bots', 1])).to.deep.equal([
        { path: 'bots[1]', expected: 'an object', got },
      ])
    }
    for (const option of ['mailbox', 'menu', 'api']) {
      expect(botProblems({ ...BOT, [option]: [] })).to.deep.equal([
        { path: option, expected: 'an object', got: 'an empty list' },
      ])
    }
  })

  it('shows no secret', () => {
    const secret = 'se!cret-0123456789'
    const bots = [
      { token: 'se' },
      { token: ['spec4Token', 'se'] },
      { ...BOT, encodingAESKey: secret, appId: 'a' },
      { ...BOT, encodingAESKey: [KEY, secret], appId: 'a' },
      { ...BOT, appSecret: [secret], appId: 'a' },
      { ...BOT, tokn: secret },
    ]
    for (const bot of bots) {
      const text = JSON.stringify(botProblems(bot))
      expect(text).not.to.contain(secret).and.not.to.contain('"se"')
      expect(botProblems(bot), text).to.have.length(1)
    }
    expect(botProblems(bots[2])[0]).to.include({ path: 'encodingAESKey', got: '18 characters' })
  })

  it('wants what an option needs beside it', () => {
    expect(botProblems({ ...BOT, encodingAESKey: KEY })).to.deep.equal([
      { path: 'appId', expected: 'an AppID beside encodingAESKey', got: 'nothing' },
    ])
    expect(botProblems({ ...BOT, appSecret: 's' })).to.deep.equal([
      { path: 'appId', expected: 'an AppID beside appSecret', got: 'nothing' },
    ])
    for (const mode of ['safe', 'compat']) {
      expect(paths(botProblems({ ...BOT, appId: 'a', mode }))).to.deep.equal(['encodingAESKey'])
    }
    expect(botProblems({ ...BOT, mode: 'plain' })).to.deep.equal([])
  })

  const options: [string, unknown[], unknown[]][] = [
    ['token', [undefined, '', 'ab', 'abc\n', 'abc ', 123, [], [123]], ['abc', 'a b', ['abc']]],
    ['name', ['', 'a b', 5, 'n'.repeat(65)], ['a-b_1']],
    ['path', ['', 'wechat', '/a b', 5, '/a?b'], ['/', '/a/b.c']],
    ['appId', ['', 5, 'wx1\n'], ['wx1']],
    ['mode', ['raw', 'SAFE'], ['plain']],
    ['late', ['hold', ['later']], [[], ['hold', 'drop']]],
    ['plugins', ['echo', {}], [[], ['echo']]],
    ['deadlineMs', [99, 4901, 4500.5, '4500', Number.NaN], [100, 4900]],
    ['freshnessSeconds', [-1, 86_401, '300'], [0, 86_400]],
    ['bindSignatures', ['no', 0], [false]],
    ['allowFrom', ['1.2.3.4', ['1.2.3'], ['1.2.3.4/33'], [5]], [[], ['1.2.3.4', 'fe80::/10']]],
    ['errorText', ['', 5], ['sorry']],
    ['overlap', ['both'], ['parallel', 'latest']],
    ['timeZone', ['Mars/Olympus', '', 8], ['Asia/Shanghai', 'Europe/Paris', 'UTC']],
    ['mailbox', ['text'], [{}]],
    ['dedupeKey', ['MsgId'], [() => '']],
    ['observe', [true], [() => {}]],
  ]
  for (const [option, wrong, right] of options) {
    it(`checks ${option} and says what was expected in plain words`, () => {
      for (const value of wrong) {
        const problems = botProblems({ ...BOT, [option]: value })
        expect(problems, JSON.stringify(value)).to.have.length(1)
        expect(problems[0]?.path.startsWith(option)).to.equal(true)
        expect(problems[0]?.expected).not.to.match(/^Invalid/)
      }
      for (const value of right) {
        expect(botProblems({ ...BOT, [option]: value }), JSON.stringify(value)).to.deep.equal([])
      }
    })
  }
})

describe('serverProblems', () => {
  it('names the option below server', () => {
    expect(paths(serverProblems({ port: -1, hsot: 'x' }))).to.deep.equal([
      'server.port',
      'server.hsot',
    ])
    expect(paths(serverProblems({ metrics: { prot: 1 } }))).to.deep.equal(['server.metrics.prot'])
    expect(paths(serverProblems({ metrics: [] }))).to.deep.equal(['server.metrics'])
    expect(paths(serverProblems([]))).to.deep.equal(['server'])
    expect(serverProblems({})).to.deep.equal([])
  })
})

describe('assertNoProblems', () => {
  it('throws one error with a line for each problem', async () => {
    const problems = botProblems({ token: 'ab', deadlineMs: 1 })
    const error = await failure('BAD_CONFIG', () => assertNoProblems('bot', problems))
    expect(error.problems).to.equal(problems)
    expect(error.message.split('\n')).to.deep.equal([
      'bot: 2 problems',
      '  token: expected at least 3 characters, no blanks around (令牌 in the console), got 2 characters',
      '  deadlineMs: expected a whole number from 100 to 4900, got 1',
    ])
  })

  it('does nothing without a problem', () => {
    expect(() => assertNoProblems('bot', [])).not.to.throw()
  })
})
