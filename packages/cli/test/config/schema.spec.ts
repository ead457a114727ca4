/** The JSON Schema that editors read says what the command checks. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv } from 'ajv'
import { expect } from 'chai'
import { loadConfig } from '#src/config/load.js'
import { configProblems } from '#src/config/sections.js'
import { Folder, ROOT } from '../folder.ts'

interface Schema {
  readonly properties?: Readonly<Record<string, Schema>>
  readonly definitions: Readonly<Record<string, Schema>>
  readonly additionalProperties?: boolean
  readonly description?: string
  readonly $ref?: string
}

const file = join(ROOT, 'packages/cli/wechatbot.schema.json')
const schema = JSON.parse(readFileSync(file, 'utf8')) as Schema
const isValid = new Ajv({ allErrors: true, strict: false }).compile(schema)

const KEY = 'abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG'
const BOT = { token: 'a-token' }
const withBot = (more: object) => ({ bots: [{ ...BOT, ...more }] })

/** Values of each option, right and wrong; both judges must agree on each. */
const CONFIGS: Readonly<Record<string, readonly unknown[]>> = {
  'whole configurations': [
    { bots: [BOT] },
    { bots: [] },
    {},
    { bots: [{}] },
    { bots: 'main' },
    { bots: [BOT], store: 'redis://127.0.0.1' },
    { bots: [BOT], store: '' },
    { bots: [BOT], log: { level: 'warn' } },
    { bots: [BOT], log: { level: 'loud' } },
    { bots: [BOT], bot: [] },
  ],
  token: ['abc', 'ab', 'abc\n', '', 5, ['abc', 'abcd'], [], ['ab'], ['abc ']].map((token) => ({
    bots: [{ token }],
  })),
  name: ['a-b_1', '', 'a b', 'n'.repeat(65)].map((name) => withBot({ name })),
  path: ['/', '/a/b.c', 'wechat', '/a b', ''].map((path) => withBot({ path })),
  keys: [KEY, 'short', [KEY], []].map((encodingAESKey) =>
    withBot({ encodingAESKey, appId: 'wx1' }),
  ),
  mode: ['plain', 'raw'].map((mode) => withBot({ mode })),
  late: [[], ['hold', 'drop'], ['later'], 'hold'].map((late) => withBot({ late })),
  deadlineMs: [99, 100, 4900, 4901, 100.5, '100'].map((deadlineMs) => withBot({ deadlineMs })),
  freshnessSeconds: [-1, 0, 86_400, 86_401].map((it) => withBot({ freshnessSeconds: it })),
  bindSignatures: [true, 'no'].map((bindSignatures) => withBot({ bindSignatures })),
  errorText: ['抱歉', ''].map((errorText) => withBot({ errorText })),
  overlap: ['queue', 'both'].map((overlap) => withBot({ overlap })),
  mailbox: [
    {},
    { trigger: '继续', text: 'x', ttlMs: 1000 },
    { trigger: '' },
    { trigger: 'x'.repeat(21) },
    { ttlMs: 1 },
    { tll: 1 },
    'x',
  ].map((mailbox) => withBot({ mailbox })),
  menu: [
    { button: [{ name: '时间', reply: '9:00' }] },
    { button: [{ name: '更多', sub_button: [{ name: '官网', type: 'view', url: 'https://a' }] }] },
    { button: [] },
    {},
    { button: [{ name: 'a', type: 'nope' }] },
    { button: [{ name: 'a', type: 'click', key: 'k', nmae: 'x' }] },
    { button: [{ name: 'a', type: 'click', key: 'k', sub_button: [] }], menuid: 1 },
    { menu: { button: [{ name: 'a', type: 'click', key: 'k', sub_button: [] }], menuid: 1 } },
    { button: [{ name: 'a', reply: 'x' }], matchrule: {} },
    { button: [{ name: 'a', type: 'view', url: 'www.a.cn' }] },
    { button: [{ name: 'a', type: 'view', url: 'https://a.cn/?a=1&amp;b=2' }] },
    { button: [{ name: 'a', reply: '' }] },
    { button: Array.from({ length: 4 }, () => ({ name: 'a', reply: 'x' })) },
  ].map((menu) => withBot({ menu })),
  api: [{}, { baseUrl: 'https://a' }, { baseUrl: 'a' }, { proxy: 'http://a:1' }, { url: 'x' }].map(
    (api) => withBot({ api }),
  ),
  server: [
    {},
    { port: 80, host: '::', maxInFlight: 1, graceMs: 0, trustedProxies: ['10.0.0.0/8'] },
    { port: 70_000 },
    { maxInFlight: 0 },
    { verification: ['MP_verify_AbCd1234.txt', { name: 'a.txt', content: 'b' }] },
    { verification: ['verify.txt'] },
    { verification: [{ name: 'a/b.txt', content: 'b' }] },
    { verification: [{ name: 'a.txt', content: '' }] },
    { verification: [{ name: 'a.txt', content: 'b', more: 1 }] },
    { verification: 'MP_verify_AbCd1234.txt' },
    { metrics: {} },
    { metrics: { port: 1, host: 'a' } },
    { metrics: { prot: 1 } },
    { prot: 1 },
  ].map((server) => ({ server, bots: [BOT] })),
}

describe('wechatbot.schema.json', () => {
  for (const [name, configs] of Object.entries(CONFIGS)) {
    it(`agrees with the command: ${name}`, () => {
      const verdicts = new Set<boolean>()
      for (const config of configs) {
        const expected = configProblems(config).length === 0
        expect(isValid(config), JSON.stringify(config)).to.equal(expected)
        verdicts.add(expected)
      }
      expect([...verdicts].sort()).to.deep.equal([false, true])
    })
  }

  it('knows every option, and no other: each is accepted by name, and described or plain', () => {
    const optionsOf = (section: Schema | undefined) =>
      Object.keys(section?.properties ?? {}).filter((name) => !name.startsWith('$'))
    const bot = schema.definitions.bot
    const unknown = (config: object) =>
      configProblems(config)
        .filter(({ expected }) => expected === 'a known option')
        .map(({ path }) => path)
    const all = (names: readonly string[]) => Object.fromEntries(names.map((name) => [name, null]))
    expect(optionsOf(bot).length).to.be.above(15)
    expect(unknown({ ...all(optionsOf(schema)), bots: [all(optionsOf(bot))] })).to.deep.equal([])
    expect(unknown({ server: all(optionsOf(schema.properties?.server)), bots: [] })).to.deep.equal(
      [],
    )
    const names = optionsOf(bot)
    // What the command knows and the schema does not would be underlined red in an editor.
    const documented = readFileSync(join(ROOT, 'packages/core/src/config/types.ts'), 'utf8')
    const inTypes = [...documented.matchAll(/^ {2}readonly (\w+)\??:/gm)].map((match) => match[1])
    for (const option of inTypes) {
      const known = [...names, ...optionsOf(schema), ...optionsOf(schema.properties?.server)]
      expect(known).to.include(option)
    }
  })

  it('takes ${NAME} for numbers and booleans, and no other text', () => {
    const config = (port: unknown, bindSignatures: unknown) => ({
      server: { port, metrics: { port } },
      bots: [{ ...BOT, bindSignatures }],
    })
    expect(isValid(config('${PORT}', '${BIND}'))).to.equal(true)
    expect(isValid(config('3000', true))).to.equal(false)
    expect(isValid(config(3000, 'yes'))).to.equal(false)
  })

  it('may be named in the configuration, and takes ${NAME} for secrets', async () => {
    const folder = new Folder()
    const config = {
      $schema: './node_modules/wechatbot/wechatbot.schema.json',
      bots: [{ token: '${SPEC_TOKEN}', encodingAESKey: '${SPEC_KEY}', appId: 'wx1' }],
    }
    expect(isValid(config)).to.equal(true)
    const path = folder.write('wechatbot.config.json', JSON.stringify(config))
    folder.write('.env', `SPEC_TOKEN=a-token\nSPEC_KEY=${KEY}\n`)
    const loaded = await loadConfig({ file: path })
    expect(loaded.bots[0]?.token).to.equal('a-token')
    folder.remove()
  })
})
