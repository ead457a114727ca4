import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { loadConfig } from '#src/config/load.js'
import { wechatbot } from '../call.js'
import { Folder } from '../folder.js'

describe('reading what Windows and the environment write', () => {
  let folder: Folder
  const NAMES = ['SPEC_READ_TOKEN', 'SPEC_READ_PORT', 'SPEC_READ_FLAG', 'SPEC_READ_OTHER']

  beforeEach(() => {
    folder = new Folder()
  })
  afterEach(() => {
    folder.remove()
    for (const name of NAMES) delete process.env[name]
  })
  const load = (file?: string) =>
    loadConfig({ cwd: folder.path, ...(file === undefined ? {} : { file }) })
  const utf16 = (text: string) =>
    Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, 'utf16le')])

  for (const [what, bytes] of [
    ['a byte order mark', (text: string) => Buffer.from(`\ufeff${text}`)],
    ['UTF-16, as PowerShell does', utf16],
  ] as const) {
    it(`reads .env with ${what}`, async () => {
      writeFileSync(
        join(folder.path, '.env'),
        bytes('SPEC_READ_TOKEN=from-env-file\r\nSPEC_READ_OTHER=b\r\n'),
      )
      folder.write('wechatbot.config.yaml', 'bots:\n  - token: ${SPEC_READ_TOKEN}\n')
      expect((await load()).bots[0]?.token).to.equal('from-env-file')
      expect(process.env.SPEC_READ_OTHER).to.equal('b')
    })

    for (const file of [
      'wechatbot.config.json',
      '.wechatbotrc',
      'package.json',
      'wechatbot.config.yml',
    ]) {
      it(`reads ${file} with ${what}`, async () => {
        const config = { bots: [{ token: 'a-token', errorText: '出错了' }] }
        const whole = file === 'package.json' ? { wechatbot: config } : config
        writeFileSync(join(folder.path, file), bytes(JSON.stringify(whole)))
        expect((await load()).bots[0]?.errorText).to.equal('出错了')
      })
    }
  }

  it('reads what Notepad writes in GBK', async () => {
    const gbk = [0xb3, 0xf6, 0xb4, 0xed, 0xc1, 0xcb]
    const [head, tail] = ['bots:\n  - token: abc123\n    errorText: ', '\n'].map((it) =>
      Buffer.from(it),
    )
    const bytes = Buffer.concat([head as Buffer, Buffer.from(gbk), tail as Buffer])
    writeFileSync(join(folder.path, 'wechatbot.config.yaml'), bytes)
    expect((await load()).bots[0]?.errorText).to.equal('出错了')
  })

  describe('in a program, which Node.js reads as UTF-8', () => {
    const gbk = (text: string) =>
      Buffer.from(text.replace('出错了', '\xb3\xf6\xb4\xed\xc1\xcb'), 'latin1')
    const utf16be = (text: string) => utf16(text).swap16()
    const marked = (text: string) => Buffer.from(`\ufeff${text}`)
    const config = "export default { bots: [{ token: 'abc123', errorText: '出错了' }] }\n"
    const plugin =
      "export default { name: 'tea', setup(scope) { scope.hears('茶', () => '出错了') } }\n"
    const refusal = (encoding: string) =>
      `cannot be read: it is in ${encoding}, and programs are read as UTF-8; save it as UTF-8 in your editor`

    for (const [encoding, encode] of [
      ['GBK', gbk],
      ['UTF-16', utf16],
      ['UTF-16', utf16be],
    ] as const) {
      for (const ending of ['ts', 'mjs', 'cjs']) {
        it(`refuses a configuration in ${encoding}: .${ending}`, async () => {
          const file = join(folder.path, `wechatbot.config.${ending}`)
          writeFileSync(file, encode(config))
          const error = await load().catch((it: Error) => it)
          expect((error as Error).message).to.equal(`${file}: ${refusal(encoding)}`)
        })
      }

      it(`refuses a plugin of the folder in ${encoding}`, async () => {
        writeFileSync(join(folder.path, 'tea.ts'), encode(plugin))
        folder.write('wechatbot.config.yaml', 'bots:\n  - token: abc123\n    plugins: [./tea.ts]\n')
        const error = await load().catch((it: Error) => it)
        expect((error as Error).message).to.contain(refusal(encoding))
      })
    }

    it('takes a byte order mark, and a package that is no file of the user', async () => {
      const name = 'wechatbot-plugin-tea'
      folder.write(`node_modules/${name}/package.json`, '{ "type": "module", "main": "i.js" }')
      writeFileSync(join(folder.path, `node_modules/${name}/i.js`), gbk(plugin))
      const whole = config.replace('errorText', "plugins: ['tea'], errorText")
      writeFileSync(join(folder.path, 'wechatbot.config.mjs'), marked(whole))
      expect((await load()).bots[0]?.errorText).to.equal('出错了')
    })
  })

  it('leaves variables that are set as they are', async () => {
    process.env.SPEC_READ_TOKEN = 'was-set'
    folder.write('.env', 'SPEC_READ_TOKEN=from-file\n')
    folder.write('wechatbot.config.yaml', 'bots:\n  - token: ${SPEC_READ_TOKEN}\n')
    expect((await load()).bots[0]?.token).to.equal('was-set')
  })

  it('shows an error of a program with its own lines, not with those that load it', async () => {
    folder.write(
      'wechatbot.config.mjs',
      'function plugins() {\n  return keyword.all\n}\nexport default { bots: [{ token: "abc123", plugins: plugins() }] }\n',
    )
    const error = await load().catch((it: Error) => it)
    const [first, ...calls] = (error as Error).message.split('\n')
    expect(first).to.match(/wechatbot\.config\.mjs: .+ ReferenceError: keyword is not defined$/)
    expect(calls).to.have.length.above(0)
    for (const call of calls) expect(call).to.contain('wechatbot.config.mjs:')
  })

  it('names defineConfig where it is misspelt or not imported', async () => {
    folder.link('wechatbot', 'packages/cli')
    for (const [file, name, advice] of [
      ['a.mjs', 'defineConfg', '; did you mean "defineConfig"?'],
      ['a.ts', 'defineConfg', '; did you mean "defineConfig"?'],
      ['b.ts', 'defineconfig', '; did you mean "defineConfig"?'],
    ] as const) {
      const text = `import { ${name} } from 'wechatbot'\nexport default ${name}({ bots: [] })\n`
      const error = await load(folder.write(file, text)).catch((it: Error) => it)
      const [first] = (error as Error).message.split('\n')
      expect(first)
        .to.match(/ is not a function; did/)
        .and.satisfy((it: string) => it.endsWith(advice))
    }
    const error = await load(folder.write('c.ts', 'export default defineConfig({})')).catch(
      (it: Error) => it,
    )
    expect((error as Error).message).to.contain(
      'defineConfig is not defined; import it first: import { defineConfig } from "wechatbot"\n',
    )
  })

  it('takes numbers and booleans from the environment where they are wanted', async () => {
    folder.write('.env', 'SPEC_READ_PORT=5151\nSPEC_READ_FLAG=false\nSPEC_READ_TOKEN=123456\n')
    for (const text of [
      'server:\n  port: ${SPEC_READ_PORT}\nbots:\n  - token: ${SPEC_READ_TOKEN}\n    bindSignatures: ${SPEC_READ_FLAG}\n    mailbox: { ttlMs: "${SPEC_READ_PORT}" }\n',
      '{ "server": { "port": "${SPEC_READ_PORT}" }, "bots": [{ "token": "${SPEC_READ_TOKEN}", "bindSignatures": "${SPEC_READ_FLAG}", "mailbox": { "ttlMs": "${SPEC_READ_PORT}" } }] }',
    ]) {
      folder.write('.wechatbotrc', text)
      const { server, bots } = await load()
      expect(server?.port).to.equal(5151)
      expect(bots[0]).to.deep.include({
        token: '123456',
        bindSignatures: false,
        mailbox: { ttlMs: 5151 },
      })
    }
  })

  it('takes them for the server of a program, which gets texts from process.env', async () => {
    folder.write('.env', 'SPEC_READ_PORT=5151\nSPEC_READ_OTHER=9090\nSPEC_READ_FLAG=x\n')
    const server =
      '{ host: process.env.SPEC_READ_FLAG, port: process.env.SPEC_READ_PORT, metrics: { port: process.env.SPEC_READ_OTHER } }'
    folder.write(
      'wechatbot.config.mjs',
      `export default { server: ${server}, bots: [{ token: 'abc123' }] }`,
    )
    const read = (await load()).server
    expect(read).to.deep.equal({ host: 'x', port: 5151, metrics: { port: 9090 } })
  })

  it('takes them where the options of a plugin want them, and no token of digits for a number', async () => {
    for (const name of ['keyword', 'welcome']) {
      folder.link(`@wechatbot/plugin-${name}`, `plugins/${name}`)
    }
    folder.write('.env', 'SPEC_READ_PORT=30\nSPEC_READ_FLAG=true\nSPEC_READ_OTHER=13800138000\n')
    folder.write(
      'wechatbot.config.yaml',
      `bots:
  - token: abc123
    plugins:
      - [keyword, { recognition: "\${SPEC_READ_FLAG}", rules: [{ match: 电话, reply: "\${SPEC_READ_OTHER}", priority: "\${SPEC_READ_PORT}" }] }]
      - [welcome, { rememberDays: "\${SPEC_READ_PORT}" }]
`,
    )
    const { bots } = await load()
    const options = bots[0]?.plugins?.map((entry) => (entry as readonly unknown[])[1])
    expect(options).to.deep.equal([
      { recognition: true, rules: [{ match: '电话', reply: '13800138000', priority: 30 }] },
      { rememberDays: 30 },
    ])
  })

  it('reads no folder: neither one that is called .env, nor one that --config names', async () => {
    folder.write('.env/bin/activate', '')
    folder.write('wechatbot.config.json', '{ "bots": [{ "token": "a-token" }] }')
    expect((await load()).bots[0]?.token).to.equal('a-token')
    const { code, stderr } = await wechatbot(['check', '--config', '.'], folder.path)
    expect(code).to.equal(1)
    expect(stderr).to.equal(
      `wechatbot: config file ${folder.path} is a folder; name the file in it, or call this command in it without --config\n`,
    )
  })

  it('names the endings of a config file to one who gives another', async () => {
    const file = folder.write('wechatbot.toml', '')
    const { code, stderr } = await wechatbot(['check', '-c', file], folder.path)
    expect(code).to.equal(1)
    expect(stderr).to.contain(`config file ${file}: expected a name that ends in .ts, .mts`)
  })

  it('gives a plugin a date of YAML as a date, beside variables with a type', async () => {
    folder.write('.env', 'SPEC_READ_FLAG=true\n')
    folder.write(
      'fair.mjs',
      `const validate = (value) => value.open === true ? { value } : { issues: [{ message: 'expected open' }] }
       const options = { '~standard': { version: 1, vendor: 'spec', validate } }
       export default { name: 'fair', options, setup() {} }`,
    )
    folder.write(
      'wechatbot.config.yaml',
      'bots:\n  - token: a-token\n    plugins:\n' +
        '      - [./fair.mjs, { open: "${SPEC_READ_FLAG}", from: 2026-10-01 }]\n',
    )
    const [[, options] = []] = ((await load()).bots[0]?.plugins ?? []) as [unknown, unknown][]
    expect(options).to.deep.equal({ open: true, from: new Date('2026-10-01') })
    const { stdout } = await wechatbot(['check'], folder.path)
    expect(stdout).to.contain('"from":"2026-10-01T00:00:00.000Z"')
  })

  it('says what is wrong as it stands in the environment', async () => {
    folder.write('.env', 'SPEC_READ_PORT=99999\nSPEC_READ_TOKEN=12\n')
    folder.write(
      'wechatbot.config.yaml',
      'server:\n  port: ${SPEC_READ_PORT}\nbots:\n  - token: ${SPEC_READ_TOKEN}\n',
    )
    const error = await load().catch((it: Error) => it)
    expect(error)
      .to.have.property('message')
      .that.contains('server.port: expected')
      .and.contains('bots[0].token: expected')
    expect((error as Error).message)
      .to.contain('got "99999"')
      .and.contain('2 characters')
  })
})
