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
        const options = ['--template', template, '--language', language]
        for (const lang of ['en', 'zh']) await call([lang, ...options, '--yes', '--lang', lang])
        expect(isTranslated('en', 'zh')).to.equal(1)
        for (const lang of ['en', 'zh']) rmSync(join(cwd, lang), { recursive: true })
      }
    }
  })

  it('the same of a plugin, whose options have texts, too', async () => {
    const folders = ['en', 'zh'].map((lang) => `${lang}/wechatbot-plugin-tea`)
    for (const folder of folders) {
      await call([folder, '--template', 'plugin', '--yes', '--lang', folder.slice(0, 2)])
    }
    const [english = '', chinese = ''] = folders
    expect(isTranslated(english, chinese)).to.equal(1)
    expect(text(chinese, 'src/index.ts')).to.contain("v.string('签文')")
    expect(text(chinese, 'README.md')).to.contain('## 安装').and.not.contain('{{')
    expect(text(english, 'README.md')).to.contain('## Install').and.not.contain('{{')
    const [one, other] = folders.map((folder) => JSON.parse(text(folder, 'package.json')))
    expect(other.description).to.contain('插件')
    expect({ ...other, description: '' }).to.deep.equal({ ...one, description: '' })
  })

  /** Compares the code, but for comments and texts, and returns how many tests it has. */
  function isTranslated(english: string, chinese: string): number {
    const files = readdirSync(join(cwd, chinese), { recursive: true, encoding: 'utf8' })
    const tests = files
      .filter((name) => /\.[jt]s$/.test(name))
      .flatMap((file) => {
        const lines = text(chinese, file).split('\n')
        for (const line of lines.filter((each) => /^ *\/\/ /.test(each))) {
          expect(line).to.match(/[一-鿿]/)
        }
        const pairs = text(english, file)
          .split('\n')
          .map((line, i) => [line, lines[i] ?? ''])
        expect(pairs).to.have.length(lines.length)
        for (const [theirs = '', ours = ''] of pairs) {
          expect(code(ours)).to.equal(code(theirs))
          const other = quoted(ours).filter((each, i) => each !== quoted(theirs)[i])
          for (const each of other) expect(each).to.match(/[一-鿿]/)
        }
        return lines.filter((line) => TITLE.test(line))
      })
    for (const title of tests) expect(title).to.match(/\('[一-鿿]+',/)
    return tests.length
  }
  const TITLE = /^ *(test|it)\('/
  const quoted = (line: string) => line.replace(/\/\/ .+/, '').match(/'[^']*'/g) ?? []
  const code = (line: string) => line.replace(/\/\/ .+/, '//').replaceAll(/'[^']*'/g, "''")

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
        '--template：期望 minimal、shop、ai、plugin 之一，实际是 "shpo"；是不是想写 shop？',
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
