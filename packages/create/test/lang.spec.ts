/** The language of what people read: of the questions, the help, and the files of a new bot. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { type CallOptions, create } from './call.ts'

const CHINESE = { LANG: 'zh_CN.UTF-8' }

describe('create-wechatbot speaks', () => {
  let cwd: string
  beforeEach(() => {
    cwd = mkdtempSync(join(tmpdir(), 'create-wechatbot-'))
  })
  afterEach(() => rmSync(cwd, { recursive: true }))

  const call = (args: readonly string[], options: Partial<CallOptions> = {}) =>
    create(args, { cwd, ...options })
  const text = (...path: string[]) => readFileSync(join(cwd, ...path), 'utf8')

  const isAllChinese = ({ stdout }: { readonly stdout: string }) => {
    expect(stdout).to.contain('写入 7 个文件').and.contain('接下来')
    expect(text('bot', 'README.md')).to.contain('用 wechatbot 写的微信公众号机器人')
    expect(text('bot', '.env.example')).to.contain('与公众号后台一致')
  }

  for (const env of [
    { LC_ALL: 'zh_CN.UTF-8', LANG: 'C' },
    { LC_MESSAGES: 'zh_TW.UTF-8', LANG: 'en_US.UTF-8' },
    { LC_ALL: '', LANG: 'zh_CN.UTF-8' },
  ]) {
    it(`Chinese where ${JSON.stringify(env)} says so`, async () => {
      isAllChinese(await call(['bot', '--yes'], { env }))
    })
  }

  it('English where LC_ALL says another language', async () => {
    const env = { LC_ALL: 'C.UTF-8', ...CHINESE }
    expect((await call(['bot', '--yes'], { env })).stdout).to.contain('Next')
  })

  it('Chinese when it asks, and when it refuses', async () => {
    const env = CHINESE
    const asked = await call(['bot'], { env, keys: ['\r', '\u0003'] })
    expect(asked.stdout).to.contain('用哪个模板？').and.contain('十五行的机器人')
    expect(asked.stdout).not.to.match(/navigate|confirm/)
    expect(asked.stderr).to.equal('已取消，什么都没有写\n')
    mkdirSync(join(cwd, 'full/a'), { recursive: true })
    expect((await call(['full', '--yes'], { env })).stderr).to.contain('不是空的，里面有 a')
    expect((await call(['--help'], { env })).stdout).to.contain('用法：create-wechatbot')
  })

  it('what --lang says, whatever the system speaks', async () => {
    isAllChinese(await call(['bot', '--yes', '--lang', 'zh']))
    expect((await call(['--help', '--lang=zh'])).stdout).to.contain('用法：create-wechatbot')
    const asked = await call(['other', '--lang', 'zh'], { keys: ['\u0003'] })
    expect(asked.stdout).to.contain('用哪个模板？')
    const { stdout } = await call(['english', '--yes', '--lang', 'en'], { env: CHINESE })
    expect(stdout).to.contain('7 files')
    expect(text('english', 'README.md')).to.contain('A chatbot for a WeChat Official Account')
  })

  it('Chinese in the comments and the titles of tests of every file of code, and changes nothing else', async () => {
    for (const template of ['minimal', 'shop', 'ai']) {
      for (const language of ['typescript', 'javascript']) {
        const options = ['--template', template, '--language', language, '--yes']
        for (const lang of ['en', 'zh']) await call([lang, ...options, '--lang', lang])
        for (const file of readdirSync(join(cwd, 'zh')).filter((name) => /\.[jt]s$/.test(name))) {
          const [english, chinese] = ['en', 'zh'].map((lang) => text(lang, file).split('\n'))
          const comments = chinese?.filter((line) => /^ *\/\/ /.test(line)) ?? []
          for (const comment of comments) expect(comment).to.match(/[一-鿿]/)
          const titles = chinese?.filter((line) => line.startsWith("test('")) ?? []
          expect(titles).to.have.length(file.startsWith('bot.test') ? 1 : 0)
          for (const title of titles) expect(title).to.match(/^test\('[一-鿿]+',/)
          const code = (lines: readonly string[] = []) =>
            lines.map((line) => line.replace(/\/\/ .+/, '//').replace(/^test\('.+?'/, 'test('))
          expect(code(chinese)).to.deep.equal(code(english))
        }
        for (const lang of ['en', 'zh']) rmSync(join(cwd, lang), { recursive: true })
      }
    }
  })

  it('the language of --lang in problems of the command line, and the system’s for another value', async () => {
    const { stderr } = await call(['--lang', 'zh', '--tempalte', 'shop'])
    expect(stderr).to.equal(
      'create-wechatbot: 没有 --tempalte 这个选项；是不是想写 --template？\n帮助：create-wechatbot --help\n',
    )
    const wrong = await call(['--lang', 'fr', '--yes'], { env: CHINESE })
    expect(wrong.code).to.equal(2)
    expect(wrong.stderr).to.contain('实际是 "fr"').and.contain('帮助：')
  })

  it('the same of every option with a wrong value', async () => {
    for (const [args, said] of [
      [
        ['--template', 'shpo'],
        '--template：期望 minimal、shop、ai 之一，实际是 "shpo"；是不是想写 shop？',
      ],
      [['--store'], '--store 后面要写值'],
      [['--yes=no'], '--yes 后面不写值'],
      [['my', 'bot'], '期望一个目录，实际是 2 个；用引号括起来："my bot"'],
    ] as const) {
      const { code, stderr } = await call(args, { env: CHINESE })
      expect(code).to.equal(2)
      expect(stderr).to.equal(`create-wechatbot: ${said}\n帮助：create-wechatbot --help\n`)
    }
  })
})
