import { inspect } from 'node:util'
import { expect } from 'chai'
import { ConfigFolder } from './config-folder.js'

describe('loadConfig', () => {
  let folder: ConfigFolder

  beforeEach(() => {
    folder = new ConfigFolder()
  })
  afterEach(() => {
    folder.remove()
    delete process.env.WECHATBOT_SPEC_TOKEN
  })

  const load = (file?: string) => folder.load(file)
  const failure = (file?: string) => folder.failure(file)

  const ESM = "export default { bots: [{ token: 'from-module' }] }"
  const CJS = "module.exports = { bots: [{ token: 'from-module' }] }"
  const JSON_TEXT = '{ "bots": [{ "token": "from-module" }] }'
  const YAML = 'bots:\n  - token: from-module\n'
  const FORMATS: readonly (readonly [string, string])[] = [
    ['wechatbot.config.ts', ESM.replace('default {', 'default <object>{')],
    ['wechatbot.config.mts', ESM],
    ['wechatbot.config.cts', CJS],
    ['wechatbot.config.js', ESM],
    ['wechatbot.config.mjs', ESM],
    ['wechatbot.config.cjs', CJS],
    ['wechatbot.config.json', JSON_TEXT],
    ['wechatbot.config.yaml', YAML],
    ['wechatbot.config.yml', YAML],
    ['.wechatbotrc', YAML],
    ['.wechatbotrc.json', JSON_TEXT],
    ['.wechatbotrc.yaml', YAML],
    ['.wechatbotrc.yml', YAML],
    ['package.json', `{ "name": "x", "wechatbot": ${JSON_TEXT} }`],
  ]
  for (const [file, text] of FORMATS) {
    it(`reads ${file}`, async () => {
      const path = folder.write(file, text)
      const config = await load()
      expect(config.bots[0]?.token).to.equal('from-module')
      expect(config.file).to.equal(path)
    })
  }

  it('prints no secret of a bot, and gives code all of them', async () => {
    const secrets = { token: 'canary-1', appSecret: 'canary-2', appId: 'wx1' }
    const plugins = [['weather', { sky: 'clear', apiKey: 'canary-3' }]]
    folder.write('wechatbot.config.json', JSON.stringify({ bots: [{ ...secrets, plugins }] }))
    const config = await load()
    const printed = `${inspect(config, { depth: 9 })} ${JSON.stringify(config)} ${inspect(config.bots[0])}`
    expect(printed).not.to.contain('canary')
    expect(printed).to.contain("token: '[redacted]'").and.contain('"appSecret":"[redacted]"')
    expect(printed).to.contain('wx1').and.contain('clear')
    expect({ ...config.bots[0] }).to.include(secrets)
  })

  it('says where a file cannot be read, and not what stands there', async () => {
    const files = [
      ['a.json', '{\n "bots": [{ "token": "canary" "x": 1 }] }', 'a.json:2:31: '],
      ['b.json', '{ "bots": "canary"', 'b.json:1:19: '],
      ['c.yaml', 'bots:\n  - token: "canary\n', 'c.yaml:3:1: '],
      ['d.yaml', 'bots:\n  - token: x\n    token: canary\n', 'd.yaml:3:5: '],
    ] as const
    for (const [file, text, place] of files) {
      folder.write(file, text)
      expect(await failure(file))
        .to.contain(place)
        .and.not.contain('canary')
    }
  })

  it('names a file that the configuration reads and that is not there', async () => {
    folder.write(
      'wechatbot.config.ts',
      "import { readFileSync } from 'node:fs'\n" +
        "export default { bots: [{ token: readFileSync('/nowhere/token', 'utf8') }] }",
    )
    expect(await failure()).to.match(
      /wechatbot\.config\.ts: a file that it reads cannot be read: ENOENT: .*'\/nowhere\/token'$/,
    )
  })

  it('names a module that the configuration imports and that is not there', async () => {
    for (const name of ['./gone.mjs', 'wechatbot-plugin-gone']) {
      folder.write('wechatbot.config.ts', `import '${name}'\nexport default { bots: [] }`)
      const [first, ...more] = (await failure()).split('\n')
      expect(first).to.match(/wechatbot\.config\.ts: "/)
      expect(first).to.contain(`"${name}", which it imports, is not found; `)
      expect(more.join('\n')).not.to.contain('    at ')
    }
  })

  it('reads the file it is given, wherever it is', async () => {
    folder.write('wechatbot.config.json', JSON_TEXT)
    folder.write('other/mine.yaml', 'bots:\n  - token: another\n')
    const config = await load('other/mine.yaml')
    expect(config.bots[0]?.token).to.equal('another')
  })

  it('reads no YAML whose aliases stand for more than anybody writes, or for themselves', async () => {
    const bomb = Array.from({ length: 9 }, (_, i) => {
      const item = i === 0 ? 'lol' : `*a${i - 1}`
      return `a${i}: &a${i} [${Array(9).fill(item).join(',')}]\n`
    }).join('')
    for (const text of [`${bomb}bots: *a8\n`, 'bots: &a\n  - token: x\n    menu: *a\n']) {
      folder.write('bomb.yaml', text)
      const error = await load('bomb.yaml').catch((it: Error) => it)
      expect(error)
        .to.have.property('message')
        .that.matches(/bomb\.yaml: expected .* aliases/)
    }
  })

  it('replaces ${NAME} in YAML, and reads .env beside the file first', async () => {
    folder.write('.env', 'WECHATBOT_SPEC_TOKEN=from-env-file\n')
    folder.write('wechatbot.config.yaml', 'bots:\n  - token: ${WECHATBOT_SPEC_TOKEN}\n')
    const config = await load()
    expect(config.bots[0]?.token).to.equal('from-env-file')
  })

  it('names every variable that is not set', async () => {
    folder.write(
      'wechatbot.config.json',
      '{ "bots": [{ "token": "${NOT_SET_A}", "appId": "x${NOT_SET_B}" }] }',
    )
    const text = await failure()
    expect(text).to.contain('bots[0].token: NOT_SET_A').and.contain('bots[0].appId: NOT_SET_B')
  })

  it('reports all problems at once, with file, path, expected and got, and no secret', async () => {
    const path = folder.write(
      'wechatbot.config.json',
      `{ "servr": {}, "server": { "port": "80" },
         "bots": [{ "token": "ab", "pluginz": [], "mode": "save", "encodingAESKey": "short-key" }] }`,
    )
    const text = await failure()
    expect(text).to.contain(path)
    for (const part of [
      'server.port: expected a whole number from 0 to 65535, got "80"',
      '"servr"; did you mean "server"?',
      'bots[0].token: expected',
      '"pluginz"; did you mean "plugins"?',
      'bots[0].mode: expected one of "plain", "compat", "safe", got "save"',
      'bots[0].encodingAESKey: expected 43 letters or digits',
    ]) {
      expect(text).to.contain(part)
    }
    expect(text).not.to.contain('short-key')
    expect(text).to.match(/: [6-9] problems\n/)
  })

  it('reports in the same round names that lead nowhere, and options of plugins', async () => {
    folder.write('half.js', 'export default { name: "half" }')
    folder.write('broken.js', 'export default {')
    const path = folder.write(
      'wechatbot.config.json',
      `{ "store": "mongo:x", "bots": [
         { "token": "ab", "plugins": ["ehco", ["echo", { "prefx": "x", "kinds": ["txt"] }], "weather"] },
         { "name": "shop", "path": "/shop", "token": "abc",
           "plugins": ["./half.js", "./broken.js", "echo", { "prefix": "x" }, ["echo", { "prefix": 5 }]] }] }`,
    )
    const [head, ...lines] = (await failure()).split('\n')
    expect(head).to.equal(`${path}: 9 problems`)
    expect(lines.map((line) => /^ {2}(.*?): expected /.exec(line)?.[1])).to.deep.equal([
      'bot "main", bots[0].token',
      'store',
      'bot "main", bots[0].plugins[0]',
      'bot "main", plugin "echo", kinds[0]',
      'bot "main", plugin "echo", prefx',
      'bot "shop", bots[1].plugins[0]',
      'bot "shop", bots[1].plugins[1]',
      'bot "shop", bots[1].plugins[3]',
      'bot "shop", plugin "echo#2", prefix',
    ])
    const text = lines.join('\n')
    for (const part of [
      'did you mean "echo"?',
      'got "txt"; did you mean "text"?',
      'expected a known option, got "prefx"; did you mean "prefix"?',
      'got "./half.js": plugin "half" without a setup function',
      'broken.js), which cannot be loaded: ',
      'options stand with their plugin: ["echo", { ... }]',
      'prefix: expected a text, got 5',
    ]) {
      expect(text).to.contain(part)
    }
  })

  it('says that JSON has no comma after the last entry', async () => {
    for (const [text, place] of [
      ['{ "bots": [1, 2, ] }', '1:18'],
      ['{\n  "bots": [],\n}', '3:1'],
    ] as const) {
      folder.write('c.json', text)
      expect(await failure('c.json')).to.match(
        new RegExp(`c\\.json:${place}: cannot be read: JSON allows no comma after the last entry$`),
      )
    }
  })

  it('says that JSON has no comments', async () => {
    for (const comment of ['// why', '/* why */']) {
      folder.write('c.json', `{\n  ${comment}\n  "bots": []\n}`)
      expect(await failure('c.json')).to.match(
        /c\.json:2:3: cannot be read: JSON has no comments; /,
      )
    }
    folder.write('c.json', '{ "bots": "//" x }')
    expect(await failure('c.json')).to.match(/c\.json:1:16: cannot be read: a comma, or/)
  })

  it('names the config files beside it that it comes before', async () => {
    folder.write('wechatbot.config.yaml', YAML)
    folder.write('.wechatbotrc', YAML)
    folder.write('package.json', '{ "name": "x" }')
    expect(await load()).to.deep.include({ ignored: ['.wechatbotrc'] })
    folder.write('package.json', '{ "wechatbot": {} }')
    expect(await load()).to.deep.include({ ignored: ['.wechatbotrc', 'package.json'] })
    expect(await load('wechatbot.config.yaml')).to.deep.include({ ignored: [] })
  })

  it('says what a missing, empty or default-less file wants', async () => {
    expect(await failure())
      .to.contain('no config file in')
      .and.contain('wechatbot.config.ts')
    expect(await failure('gone.json')).to.contain('gone.json not found')
    const yaml = folder.write('.wechatbotrc.yaml', '')
    expect(await failure()).to.equal(`config file ${yaml} is empty`)
    folder.write('wechatbot.config.ts', 'export const bots = []')
    expect(await failure()).to.contain('no default export')
    for (const text of ['', '\n']) {
      const file = folder.write('wechatbot.config.ts', text)
      expect(await failure()).to.equal(`config file ${file} is empty`)
      expect(await failure('wechatbot.config.ts')).to.equal(`config file ${file} is empty`)
    }
  })
})
