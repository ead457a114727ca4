import { expect } from 'chai'
import {
  assertNoProblems,
  botProblems,
  configProblems,
  serverProblems,
} from '#src/config/schema.js'
import { failure } from '../fixtures.ts'

const BOT = { token: 'spec4Token' }
const KEY = 'abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG'
const paths = (problems: readonly { path: string }[]) => problems.map(({ path }) => path)

describe('configProblems', () => {
  it('finds nothing wrong with a complete configuration', () => {
    const config = {
      server: {
        port: 0,
        host: '::',
        maxInFlight: 1,
        graceMs: 0,
        metrics: { port: 9 },
        trustedProxies: ['10.0.0.0/8', '::1'],
      },
      store: 'memory:',
      log: { level: 'silent' },
      bots: [
        {
          name: 'main',
          path: '/wechat',
          token: ['old4Token', 'new4Token'],
          appId: 'wx1',
          appSecret: 's',
          encodingAESKey: [KEY],
          mode: 'safe',
          late: ['customer-service', 'mailbox'],
          plugins: ['echo'],
          deadlineMs: 4900,
          freshnessSeconds: 0,
          bindSignatures: false,
          allowFrom: ['101.226.103.0/25'],
          errorText: 'sorry',
          overlap: 'queue',
          mailbox: {},
          menu: { button: [{ name: '营业时间', reply: '9:00' }] },
          api: {},
          dedupeKey: () => '',
        },
        { name: 'b', path: '/b', token: 'abc' },
      ],
    }
    expect(configProblems(config)).to.deep.equal([])
    expect(configProblems({ bots: [BOT] })).to.deep.equal([])
  })

  it('finds all problems at once', () => {
    const problems = configProblems({
      server: { port: 70_000 },
      log: { level: 'loud' },
      bots: [
        { token: 'ab', deadlineMs: 5000 },
        { path: 'wechat', token: BOT.token, late: ['soon'] },
      ],
    })
    expect(paths(problems)).to.have.members([
      'server.port',
      'log.level',
      'bots[0].token',
      'bots[0].deadlineMs',
      'bots[1].path',
      'bots[1].late[0]',
      'bots[1].name',
    ])
  })

  it('suggests the option that was meant, wherever it stands', () => {
    const problems = configProblems({
      bot: [],
      server: { prot: 1 },
      log: { levle: 'info' },
      bots: [{ ...BOT, plugin: [] }],
    })
    const got = Object.fromEntries(problems.map((problem) => [problem.path, problem.got]))
    expect(got).to.deep.equal({
      bot: '"bot"; did you mean "bots"?',
      'server.prot': '"prot"; did you mean "port"?',
      'log.levle': '"levle"; did you mean "level"?',
      'bots[0].plugin': '"plugin"; did you mean "plugins"?',
    })
  })

  it('wants a name and a path of its own for each bot, defaults included', () => {
    const problems = configProblems({ bots: [BOT, { ...BOT, name: 'main', path: '/wechat' }] })
    expect(problems).to.deep.equal([
      { path: 'bots[1].name', expected: 'a name of its own for each bot', got: '"main" again' },
      { path: 'bots[1].path', expected: 'a path of its own for each bot', got: '"/wechat" again' },
    ])
  })

  it('wants at least one bot', () => {
    for (const config of [{}, { bots: [] }, { bots: {} }]) {
      expect(paths(configProblems(config))).to.deep.equal(['bots'])
    }
    expect(configProblems(undefined)).to.have.length(1)
    expect(paths(configProblems({ bots: ['main'] }))).to.deep.equal(['bots[0]'])
  })
})

describe('botProblems', () => {
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
    ['mailbox', ['text'], [{}]],
    ['dedupeKey', ['MsgId'], [() => '']],
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
