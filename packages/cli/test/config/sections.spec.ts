import { createMemoryStore } from '@wechatbot/core'
import { expect } from 'chai'
import { configProblems } from '#src/config/sections.js'

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
        verification: ['MP_verify_AbCd1234.txt', { name: 'a.txt', content: 'b' }],
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
          observe: () => {},
        },
        { name: 'b', path: '/b', token: 'abc' },
      ],
    }
    expect(configProblems(config)).to.deep.equal([])
    expect(configProblems({ bots: [BOT] })).to.deep.equal([])
  })

  it("finds a bot's path that is a file of server.verification", () => {
    const server = { verification: ['MP_verify_AbCd1234.txt', { name: 'a.txt', content: 'b' }, 5] }
    const bots = ['/MP_verify_AbCd1234.txt', '/a.txt/', '/b.txt'].map((path, i) => {
      return { ...BOT, name: `bot${i}`, path }
    })
    expect(paths(configProblems({ server, bots }))).to.have.members([
      'server.verification[2]',
      'bots[0].path',
      'bots[1].path',
    ])
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

  it('says where an option belongs that stands at the top', () => {
    const problems = configProblems({
      ...{ token: 'canary', plugins: [], path: '/wechat', port: 3000, host: '::', level: 'info' },
      bots: [BOT],
    })
    const got = Object.fromEntries(problems.map((problem) => [problem.path, problem.got]))
    expect(got).to.deep.equal({
      token: '"token"; did you mean "bots[].token"?',
      plugins: '"plugins"; did you mean "bots[].plugins"?',
      path: '"path"; did you mean "bots[].path"?',
      port: '"port"; did you mean "server.port"?',
      host: '"host"; did you mean "server.host"?',
      level: '"level"; did you mean "log.level"?',
    })
  })

  it('says where an option belongs that is misspelt, or stands in another section', () => {
    const problems = configProblems({
      maxInflight: 1,
      server: { maxInFlihgt: 1, token: 'canary', handlerTimeot: 1 },
      log: { gracems: 1 },
      bots: [{ ...BOT, maxInflight: 1, metrics: {}, levle: 'info', handlerTimeout: 1, xyzzy: 1 }],
    })
    const got = Object.fromEntries(problems.map((problem) => [problem.path, problem.got]))
    expect(got).to.deep.equal({
      maxInflight: '"maxInflight"; did you mean "server.maxInFlight"?',
      'server.maxInFlihgt': '"maxInFlihgt"; did you mean "maxInFlight"?',
      'server.token': '"token"; did you mean "bots[].token"?',
      'server.handlerTimeot': '"handlerTimeot"; did you mean "bots[].handlerTimeoutMs"?',
      'log.gracems': '"gracems"; did you mean "server.graceMs"?',
      'bots[0].maxInflight': '"maxInflight"; did you mean "server.maxInFlight"?',
      'bots[0].metrics': '"metrics"; did you mean "server.metrics"?',
      'bots[0].levle': '"levle"; did you mean "log.level"?',
      'bots[0].handlerTimeout': '"handlerTimeout"; did you mean "handlerTimeoutMs"?',
      'bots[0].xyzzy': '"xyzzy"',
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
    expect(configProblems({})).to.deep.equal([
      { path: 'bots', expected: 'a list of bots', got: 'nothing' },
    ])
    expect(configProblems(undefined)).to.deep.equal([
      { path: '', expected: 'an object', got: 'nothing' },
    ])
    expect(paths(configProblems({ bots: ['main'] }))).to.deep.equal(['bots[0]'])
  })

  it('takes an object for each section', () => {
    for (const section of ['server', 'log']) {
      for (const value of [null, [], 'x']) {
        expect(paths(configProblems({ [section]: value, bots: [BOT] }))).to.deep.equal([section])
      }
    }
  })

  it('takes a URL or a Store', () => {
    const store = createMemoryStore()
    expect(configProblems({ store, bots: [BOT] })).to.deep.equal([])
    for (const wrong of ['', 5, null, { values: {} }]) {
      expect(paths(configProblems({ store: wrong, bots: [BOT] }))).to.deep.equal(['store'])
    }
  })

  it('names the levels of the log', () => {
    expect(configProblems({ log: { level: 'loud' }, bots: [BOT] })).to.deep.equal([
      {
        path: 'log.level',
        expected: 'one of "trace", "debug", "info", "warn", "error", "fatal", "silent"',
        got: '"loud"',
      },
    ])
  })
})
