import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createBot, createLogger, image } from '@wechatbot/core'
import keyword from '@wechatbot/plugin-keyword'
import { createFakeApi, simulate } from '@wechatbot/simulator'
import { expect } from 'chai'

const JPG = Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 0, 0, 0, 0, 0, 0, 0])

describe('a rule with a picture by its file', () => {
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'keyword-'))
    writeFileSync(join(folder, 'menu.jpg'), JPG)
  })
  afterEach(() => rmSync(folder, { recursive: true }))

  const write = (name: string, text: string) => {
    writeFileSync(join(folder, name), text)
    return join(folder, name)
  }
  const account = { appId: 'wx1', appSecret: 'a-secret' }
  const logger = createLogger({ level: 'silent' })

  const FILES = {
    'rules.json': JSON.stringify([{ match: '菜单', reply: { type: 'image', file: './menu.jpg' } }]),
    'rules.csv': '关键词,回复\n菜单,"{ ""type"": ""image"", ""file"": ""menu.jpg"" }"\n',
    'rules.yaml': '- match: 菜单\n  reply: [{ type: image, file: menu.jpg }]\n',
  }
  for (const [name, text] of Object.entries(FILES)) {
    it(`in ${name} is uploaded once, from the folder of the rules`, async () => {
      const api = await createFakeApi(account)
      const plugins = [keyword({ file: write(name, text), watch: false })]
      const wechat = await simulate(
        createBot({ ...account, token: 'a-token', logger, plugins, api: { baseUrl: api.url } }),
      )
      const user = wechat.user('oA')
      await user.says('菜单').shouldReply({ MsgType: 'image' })
      await user.says('菜单').shouldReply({ MsgType: 'image' })
      const uploads = api.calls.filter(({ endpoint }) => endpoint.includes('media/upload'))
      expect(uploads).to.have.length(1)
      await wechat.close()
      await api.close()
    })
  }

  it('is a problem of its line where no file is', async () => {
    const file = write(
      'rules.csv',
      '关键词,回复\n菜单,"{""type"":""image"",""file"":""no.jpg""}"\n',
    )
    const bot = createBot({ token: 'a-token', logger, plugins: [keyword({ file, watch: false })] })
    const error = await bot.ready().catch((it: Error) => it)
    expect((error as Error).message).to.equal(
      `plugin "keyword":\n  rules.csv:2 reply: expected a file at ${join(folder, 'no.jpg')}, got none`,
    )
    await bot.close()
  })

  it('is left to the next rule where the account has no API, with a warning at start', async () => {
    const lines: string[] = []
    const log = createLogger({
      level: 'warn',
      destination: { write: (line: string) => void lines.push(line) },
    })
    const reply = { type: 'image', file: join(folder, 'menu.jpg') } as const
    const opened = image({ file: new File([JPG], 'menu.jpg') })
    const rules = [
      { match: '菜单', reply },
      { match: '菜单', reply: [reply, '龙井 38 元'] },
      { match: '名片', reply: opened },
    ]
    const bot = createBot({ token: 'a-token', logger: log, plugins: [keyword({ rules })] })
    bot.on('text', () => '没有规则')
    const wechat = await simulate(bot)
    const user = wechat.user('oA')
    // Of several replies it is never the picture.
    for (let i = 0; i < 10; i += 1) await user.says('菜单').shouldReply('龙井 38 元')
    await user.says('名片').shouldReply('没有规则')
    const warnings = lines.map((line) => JSON.parse(line))
    expect(warnings.find(({ rules }) => rules)).to.deep.include({
      rules: ['rules[0]', 'rules[1]', 'rules[2]'],
      msg: 'pictures and voices by file are uploaded by the API: without an appSecret the next rule or plugin answers',
    })
    expect(lines.join('')).not.to.contain('never answers')
    await wechat.close()
  })
})
