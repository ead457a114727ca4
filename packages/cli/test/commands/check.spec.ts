import { readdirSync } from 'node:fs'
import { expect } from 'chai'
import { wechatbot } from '../call.js'
import { Folder } from '../folder.js'
import { checkIn } from './checked.js'

describe('wechatbot check', () => {
  let folder: Folder

  beforeEach(() => {
    folder = new Folder()
    for (const name of ['echo', 'keyword']) {
      folder.link(`@wechatbot/plugin-${name}`, `plugins/${name}`)
    }
  })
  afterEach(() => folder.remove())

  const check = (plugins: unknown, ...args: string[]) => checkIn(folder, plugins, ...args)
  const rules = [{ match: '你好', reply: '你好！' }]

  it('shows bots, plugins with versions and options, and handlers in order', async () => {
    const { code, stdout } = await check([['keyword', { rules }], 'echo'])
    expect(code).to.equal(0)
    expect(stdout).to.contain(`${folder.path}/wechatbot.config.json\n`)
    expect(stdout).to.contain('bot "main" at /wechat, plain mode')
    expect(stdout)
      .to.match(/1\. keyword \d+\.\d+\.\d+/)
      .and.match(/2\. echo \d+\.\d+\.\d+ .*"prefix":""/)
    expect(stdout).to.match(/text +keyword, echo/)
    expect(stdout).not.to.contain('warning')
  })

  it('warns of a second config file, which is not read', async () => {
    folder.write('wechatbot.config.yaml', 'bots: none\n')
    const { stdout } = await check([])
    expect(stdout).to.match(/warning: not read, .*: wechatbot\.config\.yaml; keep one of them\n/)
    const { ignored } = JSON.parse((await check([], '--json')).stdout) as { ignored: string[] }
    expect(ignored).to.deep.equal(['wechatbot.config.yaml'])
  })

  it('makes no file for the store, in no folder', async () => {
    folder.link('@wechatbot/sqlite', 'packages/sqlite')
    folder.write(
      'stores.mjs',
      `export default { name: 'stores', async setup(scope) {
         await scope.store.set('k', 1); scope.log.info('got ' + await scope.store.get('k')) } }`,
    )
    const bots = [{ token: 'checkToken', plugins: ['./stores.mjs'] }]
    for (const path of ['./bot.db', './data/bot.db']) {
      folder.write('wechatbot.config.json', JSON.stringify({ store: `sqlite:${path}`, bots }))
      const { code, stdout } = await wechatbot(['check'], folder.path)
      expect([code, stdout]).to.deep.include(0)
      expect(stdout).to.contain('got 1')
      expect(stdout.includes('warning: store: ')).to.equal(path === './data/bot.db')
    }
    expect(readdirSync(folder.path).sort()).to.deep.equal([
      'node_modules',
      'stores.mjs',
      'wechatbot.config.json',
    ])
  })

  it('says that there are none', async () => {
    const { code, stdout } = await check([])
    expect(code).to.equal(0)
    expect(stdout).to.contain('  no plugins\n  no handlers\n')
  })

  it('shows the kinds that a rule file has rules for, and no others', async () => {
    const file = folder.write('rules.csv', '关键词,回复\n你好,你好！\n')
    const { stdout } = await check([['keyword', { file }], 'echo'])
    expect(stdout).to.match(/^ +text +keyword, echo$/m)
    expect(stdout.match(/keyword/g)).to.have.length(2)
  })

  it('warns of a click that no plugin answers, and of no other', async () => {
    const answered = [{ match: 'HOURS', reply: '9:00', kinds: ['event:CLICK'] }]
    const button = [
      { name: '时间', type: 'click', key: 'HOURS' },
      { name: '答', reply: '好' },
      { name: '更多', sub_button: [{ name: '人工', type: 'click', key: 'HUMAN' }] },
    ]
    const bots = [
      { token: 'aToken', menu: { button }, plugins: [['keyword', { rules: answered }]] },
    ]
    folder.write('wechatbot.config.json', JSON.stringify({ bots }))
    const { code, stdout } = await wechatbot(['check'], folder.path)
    expect(code).to.equal(0)
    expect(stdout.match(/no plugin answers.*/g)).to.deep.equal([
      `no plugin answers a click on the menu's button "人工" (key HUMAN); add reply to it, or a handler of event:CLICK for this key`,
    ])
  })

  it('lists the sessions, with how long a state is kept', async () => {
    folder.write(
      'shop.mjs',
      `const open = (scope, name, more) => scope.session({ name, initial: () => 0, ...more })
       const schema = { '~standard': { version: 1, vendor: 'spec', validate: (value) => ({ value }) } }
       export default { name: 'shop', setup(scope) {
         open(scope, 'week'); open(scope, 'day', { ttlMs: 86_400_000 })
         open(scope, 'half', { ttlMs: 90_000, schema }); open(scope, 'odd', { ttlMs: 1 }) } }`,
    )
    const { stdout } = await check(['./shop.mjs'])
    expect(stdout).to.contain(
      [
        '  sessions',
        '    week (shop), 7 days from the last write',
        '    day (shop), 1 day from the last write',
        '    half (shop), 90 seconds from the last write, with a schema',
        '    odd (shop), 1 ms from the last write\n',
      ].join('\n'),
    )
    const { bots } = JSON.parse((await check(['./shop.mjs'], '--json')).stdout)
    expect(bots[0].sessions[2]).to.deep.equal({
      plugin: 'shop',
      name: 'half',
      ttlMs: 90_000,
      hasSchema: true,
    })
    expect((await check([])).stdout).not.to.contain('sessions')
  })

  it('lists what is done later, and at set times', async () => {
    folder.write(
      'shop.mjs',
      `export default { name: 'shop', setup(scope) {
         scope.job('remind', () => {}); scope.every('0 8 * * *', () => {})
         scope.every('0 9 * * 1', () => {}, { name: 'weekly', timeZone: 'UTC' }) } }`,
    )
    const { stdout } = await check(['./shop.mjs'])
    expect(stdout).to.contain(
      [
        '  done later, or at set times (no appSecret: send, notify and reachable fail in them)',
        '    remind (shop)',
        '    (shop), at 0 8 * * * in Asia/Shanghai',
        '    weekly (shop), at 0 9 * * 1 in UTC\n',
      ].join('\n'),
    )
    folder.write(
      'wrong.mjs',
      `export default { name: 'shop', setup(scope) { scope.every('0 25 * * *', () => {}) } }`,
    )
    const { code, stderr } = await check(['./wrong.mjs'])
    expect(code).to.equal(1)
    expect(stderr).to.contain('every("0 25 * * *") of "shop": expected times as')
  })

  it('shows what looks for each rule, as the plugin says it, and of what it warns', async () => {
    const patterns = ['^退(货|款)$', '(.)\\1', '^\u001b'].map((match) => {
      return { match, mode: 'regex', reply: 'x' }
    })
    const { code, stdout } = await check([
      ['keyword', { rules: [...rules, ...patterns, ...rules] }],
    ])
    expect(code).to.equal(0)
    const [, said = ''] = /1\. keyword .*\n([\s\S]*?)\n {2}handlers/.exec(stdout) ?? []
    expect(said.split('\n').map((line) => line.trim())).to.deep.equal([
      'what looks for each rule',
      'rules[2] /(.)\\1/u: worker (50 ms): it has a backreference',
      'rules[1] /^退(货|款)$/u: linear',
      'rules[3] /^\\u001b/u: linear',
      'rules[0]: words, exact',
      'rules[4]: words, exact',
      'warning: rules[4] never answers: rules[0] always answers before it',
    ])
  })

  it('warns of a plugin that never gets to answer', async () => {
    const { code, stdout } = await check(['echo', ['keyword', { rules }]])
    expect(code).to.equal(0)
    expect(stdout).to.match(/warning: "keyword" never gets to answer .*"echo"/)
  })

  it("warns of a token that WeChat's console does not take, in the words of doctor", async () => {
    const said = 'the console takes 3 to 32 letters or digits; this one has'
    for (const [token, why] of [
      ['canary token', `${said} others`],
      ['canary-token', `${said} others`],
      [['canaryToken', 'canary令牌'], `${said} others`],
      [`canary${'x'.repeat(27)}`, `${said} 33: take a shorter one`],
    ] as const) {
      folder.write('wechatbot.config.json', JSON.stringify({ bots: [{ token }] }))
      const { code, stdout } = await wechatbot(['check'], folder.path)
      expect(code).to.equal(0)
      expect(stdout).to.contain(`  warning: token: ${why}\n`).and.not.contain('canary')
    }
    const [first] = JSON.parse((await wechatbot(['check', '--json'], folder.path)).stdout).bots
    expect(first.warnings).to.deep.equal([`token: ${said} 33: take a shorter one`])
  })

  it('warns of metrics on the port of the bots, in the words of doctor', async () => {
    const bots = [{ token: 'checkToken' }]
    const server = { port: 9464, metrics: {} }
    folder.write('wechatbot.config.json', JSON.stringify({ server, bots }))
    const { code, stdout } = await wechatbot(['check'], folder.path)
    expect(code).to.equal(0)
    const [said] = /warning: server.metrics: 9464 is the port of the bots, .*/.exec(stdout) ?? []
    const { warnings } = JSON.parse((await wechatbot(['check', '--json'], folder.path)).stdout)
    expect([`warning: ${warnings}`]).to.deep.equal([said])
  })

  it('exits 1 with all wrong options', async () => {
    const wrong = [{ match: '', reply: 'x' }, { match: 'a' }]
    const { code, stderr } = await check([['keyword', { rules: wrong }]])
    expect(code).to.equal(1)
    expect(stderr).to.contain('rules[0].match').and.contain('rules[1].reply')
  })

  for (const [how, setup, expected] of [
    ['that is well', 'setup() {}', 0],
    ['whose plugin fails', "setup() { throw new Error('no till') }", 1],
  ] as const) {
    it(`closes the store of a configuration ${how}`, async () => {
      folder.write(
        'store.mjs',
        `export let isClosed = false
         export const store = { values: {}, turns: {}, close: async () => { isClosed = true } }`,
      )
      const file = folder.write(
        'wechatbot.config.mjs',
        `import { store } from './store.mjs'
         export default { store, bots: [{ token: 'abc', plugins: [{ name: 'till', ${setup} }] }] }`,
      )
      expect((await wechatbot(['check', '-c', file])).code).to.equal(expected)
      expect(await import(`${folder.path}/store.mjs`)).to.include({ isClosed: true })
    })
  }

  it('takes no values', async () => {
    const { code, stderr } = await wechatbot(['check', 'now'])
    expect(code).to.equal(2)
    expect(stderr).to.contain('check takes no values, got "now"')
  })
})
