import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { expect } from 'chai'
import { Folder, ROOT } from './folder.js'

const BIN = join(ROOT, 'packages/cli/bin/wechatbot.js')

describe('wechatbot check', () => {
  let folder: Folder

  beforeEach(() => {
    folder = new Folder()
    for (const name of ['echo', 'keyword']) {
      folder.link(`@wechatbot/plugin-${name}`, `plugins/${name}`)
    }
  })
  afterEach(() => folder.remove())

  const check = (plugins: unknown, ...args: string[]) => {
    const bots = [{ token: 'check-token-canary', plugins }]
    folder.write('wechatbot.config.json', JSON.stringify({ bots }))
    const { status, stdout, stderr } = spawnSync(process.execPath, [BIN, 'check', ...args], {
      cwd: folder.path,
      encoding: 'utf8',
      env: { ...process.env, NO_COLOR: '1' },
    })
    expect(stdout + stderr).not.to.contain('check-token-canary')
    return { status, stdout, stderr }
  }
  const rules = [{ match: '你好', reply: '你好！' }]

  it('shows bots, plugins with versions and options, and handlers in order', () => {
    const { status, stdout } = check([['keyword', { rules }], 'echo'])
    expect(status).to.equal(0)
    expect(stdout).to.contain('bot "main" at /wechat, plain mode')
    expect(stdout)
      .to.match(/1\. keyword \d+\.\d+\.\d+/)
      .and.match(/2\. echo \d+\.\d+\.\d+ .*"prefix":""/)
    expect(stdout).to.match(/text +keyword, echo/)
    expect(stdout).not.to.contain('warning')
  })

  it('shows what looks for each rule, as the plugin says it, and of what it warns', () => {
    const patterns = ['^退(货|款)$', '(.)\\1', '^\u001b'].map((match) => {
      return { match, mode: 'regex', reply: 'x' }
    })
    const { status, stdout } = check([['keyword', { rules: [...rules, ...patterns, ...rules] }]])
    expect(status).to.equal(0)
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

  it('warns of a plugin that never gets to answer', () => {
    const { status, stdout } = check(['echo', ['keyword', { rules }]])
    expect(status).to.equal(0)
    expect(stdout).to.match(/warning: "keyword" never gets to answer .*"echo"/)
  })

  it('gives JSON to machines, with secrets redacted', () => {
    folder.write(
      'keys.mjs',
      `export default { name: 'keys', setup(scope) {
         scope.hears(/^天气/, () => '晴'); scope.on((m) => false, () => 'x') } }`,
    )
    const { stdout } = check([['./keys.mjs', { apiKey: 'canary-key', city: '深圳' }]], '--json')
    const { bots } = JSON.parse(stdout)
    expect(bots[0].plugins[0]).to.deep.include({
      name: 'keys',
      options: { apiKey: '[redacted]', city: '深圳' },
    })
    expect(bots[0].handlers).to.containSubset([
      { plugin: 'keys', filter: 'hears /^天气/', kinds: ['text'] },
      { plugin: 'keys', filter: '(function)' },
    ])
    expect(stdout).not.to.contain('canary-key')
  })

  it('exits 1 with all wrong options', () => {
    const wrong = [{ match: '', reply: 'x' }, { match: 'a' }]
    const { status, stderr } = check([['keyword', { rules: wrong }]])
    expect(status).to.equal(1)
    expect(stderr).to.contain('rules[0].match').and.contain('rules[1].reply')
  })
})
