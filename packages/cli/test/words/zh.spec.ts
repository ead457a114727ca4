/** The words of the command in Chinese: whole, and with the same values. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ApiError } from '@wechatbot/core'
import { expect } from 'chai'
import { configProblems } from '#src/config/sections.js'
import { wordsIn } from '#src/words/index.js'
import { ADVICE } from '#src/words/zh/errcodes.js'
import { REASONS, reason } from '#src/words/zh/outages.js'
import { EXPECTED, expectation, finding } from '#src/words/zh/phrases.js'
import { ROOT } from '../folder.js'

const EN = wordsIn('en')
const ZH = wordsIn('zh')

type Word = string | ((...values: unknown[]) => string)

/** `doctor.url.answers` and its word, of all. */
function wordsOf(value: object, at = ''): readonly (readonly [string, Word])[] {
  return Object.entries(value).flatMap(([key, word]) => {
    const path = at === '' ? key : `${at}.${key}`
    return typeof word === 'object'
      ? wordsOf(word as object, path)
      : [[path, word as Word] as const]
  })
}

/** Values that are known again in a text. Where a list is wanted, each is one. */
function texts(word: Word): readonly string[] {
  if (typeof word === 'string') return [word]
  const marks = Array.from({ length: word.length }, (_, i) => `⟪${i}⟫`)
  const lists = marks.map((mark) => [mark])
  const taken: string[] = []
  // Only one of them has the methods that the word uses.
  for (const values of [
    marks,
    lists,
    [lists[0], ...marks.slice(1)],
    [marks[0], ...lists.slice(1)],
  ]) {
    try {
      taken.push(word(...values))
    } catch {
      // This one has not.
    }
  }
  return taken
}

const valuesIn = (text: string) => [...new Set(text.match(/⟪\d⟫/g) ?? [])].sort()
const optionsIn = (text: string) =>
  [...new Set(text.match(/(?<![\w-])--?[a-z][a-z-]*/g) ?? [])].sort()

describe('the words of the command in Chinese', () => {
  const english = new Map(wordsOf(EN))
  const chinese = wordsOf(ZH)

  it('are as many as the English ones, and none is English', () => {
    expect(chinese.map(([path]) => path).sort()).to.deep.equal([...english.keys()].sort())
    // Those that join what others say.
    const neutral = new Set([
      'check.job',
      'check.said',
      'jobs.heads.id',
      'importConsole.media',
      'importConsole.note',
      'importConsole.written',
      'doctor.verification.wrong',
    ])
    const untranslated = chinese.filter(
      ([path, word]) =>
        !neutral.has(path) && !/\p{Script=Han}/u.test(texts(word)[0] ?? String(word)),
    )
    expect(untranslated.map(([path]) => path)).to.deep.equal([])
  })

  it('show every value that the English ones show', () => {
    const differing = chinese.flatMap(([path, word]) => {
      const [own] = texts(word)
      const [other] = texts(english.get(path) as Word)
      if (own === undefined || other === undefined) return []
      return `${valuesIn(own)}` === `${valuesIn(other)}` ? [] : [path]
    })
    expect(differing).to.deep.equal([])
  })

  it('name the same options and commands', () => {
    const differing = chinese.flatMap(([path, word]) => {
      const [own = ''] = texts(word)
      const [other = ''] = texts(english.get(path) as Word)
      return `${optionsIn(own)}` === `${optionsIn(other)}` ? [] : [`${path}: ${optionsIn(own)}`]
    })
    expect(differing).to.deep.equal([])
  })
})

describe('the reason of an outage in Chinese', () => {
  it('is said for every reason of the simulator, and for no other', () => {
    const sources = ['judge.ts', 'wechat.ts'].map((file) =>
      readFileSync(join(ROOT, 'packages/simulator/src', file), 'utf8'),
    )
    // A phrase has a blank in it; a name has none.
    const phrase = /(?:return|outage\(|why:|^ +:) ?([`'])(.+ .+)\1[) }]*$/gm
    const said = sources.flatMap((source) =>
      [...source.matchAll(phrase)].map(([, , it = '']) => it),
    )
    const reasons = said.map((text) => text.replace(/\$\{.+?\}/g, '7'))
    expect(reasons).to.have.length.above(10)
    expect(reasons.filter((text) => reason(text) === text)).to.deep.equal([])
    const unsaid = REASONS.filter(([each]) => !reasons.some((text) => each.test(text)))
    expect(unsaid.map(([each]) => each.source)).to.deep.equal([])
  })
})

describe("an error of WeChat's API in Chinese", () => {
  it('has advice for every errcode of core, and for no other', () => {
    const source = readFileSync(join(ROOT, 'packages/core/src/api/errcodes.ts'), 'utf8')
    const codes = [...source.matchAll(/^ {2}\[?(-?\d+)\]?: /gm)].map(([, code]) => Number(code))
    expect(codes).to.have.length.above(30)
    expect(Object.keys(ADVICE).map(Number).sort()).to.deep.equal(codes.sort())
  })

  it('says where, which and what to do, and stays English where that is unknown', () => {
    const endpoint = 'POST /cgi-bin/stable_token'
    const errmsg = 'invalid ip 1.2.3.4, not in whitelist'
    expect(ZH.main.apiFailed(new ApiError({ endpoint, errcode: 40164, errmsg }))).to.equal(
      `${endpoint} 失败：40164 ${errmsg}；把它写出的地址加进 设置与开发 > 基本配置 > IP 白名单`,
    )
    expect(ZH.main.apiFailed(new ApiError({ endpoint, errcode: 40001, errmsg: 'x' }))).to.match(
      /里的 AppSecret 对照$/,
    )
    const unknown = new ApiError({ endpoint, errcode: 1, errmsg: 'x' })
    expect(ZH.main.apiFailed(unknown)).to.equal(unknown.message)
    expect(EN.main.apiFailed(unknown)).to.equal(unknown.message)
  })
})

describe('a problem of a configuration in Chinese', () => {
  const problemsOf = (config: unknown) =>
    configProblems(config).map((problem) => ZH.config.problem(problem))

  it('says what was expected, what came, and what may have been meant', () => {
    const bot = { token: 'x', mode: 'sfae', deadlineMs: 99_000, lates: [], path: 'wechat' }
    expect(problemsOf({ bots: [bot], server: { port: 'a' } })).to.have.members([
      'server.port：期望 0 到 65535 的整数，实际是 "a"',
      'bots[0].token：期望 至少 3 个字符，前后没有空格（公众号后台的令牌(Token)），实际是 1 个字符',
      'bots[0].mode：期望 "plain"、"compat"、"safe" 之一，实际是 "sfae"；是不是想写 "safe"？',
      'bots[0].deadlineMs：期望 100 到 4900 的整数，实际是 99000',
      'bots[0].lates：期望 已知的选项，实际是 "lates"；是不是想写 "late"？',
      'bots[0].path：期望 形如 "/wechat" 的路径，实际是 "wechat"',
    ])
  })

  it('says where an option belongs that stands at the top', () => {
    expect(problemsOf({ port: 3000, bots: [{ token: 'abcd' }] })).to.deep.equal([
      'port：期望 已知的选项，实际是 "port"；是不是想写 "server.port"？',
    ])
  })

  it('names bot and plugin, and leaves the words of a plugin as they are', () => {
    const problem = { path: 'rules[0]', expected: 'a rule of mine', got: 'nothing' }
    expect(ZH.config.problem({ bot: 'main', plugin: 'keyword', ...problem })).to.equal(
      '机器人 "main"，插件 "keyword"，rules[0]：期望 a rule of mine，实际是 没有写',
    )
    expect(ZH.config.problem({ ...problem, path: '' })).to.match(/^（整个文件）：/)
  })

  it('says which key a model needs, as the plugin ai says it', () => {
    const source = readFileSync(join(ROOT, 'plugins/ai/src/model.ts'), 'utf8')
    const [, phrase = ''] = /`(a key, here or in .+)`/.exec(source) ?? []
    const values = { '${variable}': 'MOONSHOT_API_KEY', '${site}': 'https://a.example' }
    const said = Object.entries(values).reduce(
      (text, [name, value]) => text.replace(name, value),
      phrase,
    )
    expect(expectation(said)).to.equal(
      '密钥，写在这里或环境变量 MOONSHOT_API_KEY 里；在 https://a.example 申请',
    )
  })

  it('says how to install a package that an option needs', () => {
    const problem = {
      path: 'server.metrics',
      expected: 'the package x (npm install x)',
      got: 'none',
    }
    expect(ZH.config.problem(problem)).to.equal(
      'server.metrics：期望 已安装的包 x（npm install x），实际是 没有安装',
    )
  })

  it('is Chinese for every option of core that is wrong', () => {
    const { definitions, properties } = JSON.parse(
      readFileSync(join(ROOT, 'packages/cli/wechatbot.schema.json'), 'utf8'),
    )
    const bot = definitions.bot
    const wrong = (schema: { readonly properties?: object }) =>
      Object.fromEntries(Object.keys(schema.properties ?? {}).map((key) => [key, -1]))
    const nested = Object.entries(bot.properties as Record<string, { properties?: object }>)
      .filter(([, schema]) => schema.properties !== undefined)
      .map(([key, schema]) => ({ token: 'abcd', name: key, path: `/${key}`, [key]: wrong(schema) }))
    const bots = [wrong(bot), ...nested]
    const problems = configProblems({ bots, server: wrong(properties.server) })
    expect(problems.length).to.be.above(30)
    const english = problems.filter(
      ({ expected }) => !/\p{Script=Han}/u.test(expectation(expected)),
    )
    expect(english.map(({ path, expected }) => `${path}: ${expected}`)).to.deep.equal([])
  })

  it('has words for every problem that the command finds itself', () => {
    const source = readFileSync(join(ROOT, 'packages/cli/src/config/sections.ts'), 'utf8')
    const expected = [...source.matchAll(/problemAt\(\[[^\]]*\], ([^,]+),/g)].map(([, it]) => it)
    expect(expected).to.have.length.above(5)
    expect(expected.filter((it) => !it?.startsWith('say.'))).to.deep.equal([])
  })

  it('translates phrases that core and the plugins still say', () => {
    const plugins = readdirSync(join(ROOT, 'plugins')).map((name) => `plugins/${name}/src`)
    const source = ['packages/core/src', ...plugins]
      .flatMap((folder) =>
        readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
          .filter((file) => file.endsWith('.ts'))
          .map((file) => readFileSync(join(ROOT, folder, file), 'utf8')),
      )
      .join('\n')
    // Written there with a number or an ending.
    const written = (phrase: string) =>
      phrase
        .replace(/, or a list of at least one$/, '')
        .replace(/^a list of 1 to 3/, 'a list of 1 to $' + '{MAX.buttons}')
        .replace(/^at most 5$/, 'at most $' + '{MAX.subButtons}')
    const gone = Object.keys(EXPECTED).filter((phrase) => !source.includes(written(phrase)))
    expect(gone).to.deep.equal([])
    expect(expectation('a text of at most 128 bytes')).to.equal('最多 128 字节的文本')
    expect(finding('"x" (1 bytes)')).to.equal('"x"（1 字节）')
  })
})
