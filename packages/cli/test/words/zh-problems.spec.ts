/** The problems of a configuration in Chinese: what core, the plugins and the command say of them. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Problem } from '@wechatbot/core'
import { entryProblem } from '@wechatbot/core/internal'
import { expect } from 'chai'
import * as v from 'valibot'
import { configProblems } from '#src/config/sections.js'
import { wordsIn } from '#src/words/index.js'
import { EXPECTED, expectation, finding } from '#src/words/zh/phrases.js'
import { ROOT } from '../folder.js'

const ZH = wordsIn('zh')

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

  it('says all problems of a menu in words', () => {
    const button = [{ name: '菜单名字太长了', reply: '好' }, { name: 'b' }, ['c'], ['d']]
    const types = '"click"、"view"'
    const said = problemsOf({ bots: [{ token: 'abcd', menu: { button } }] })
    expect(said.map((line) => line.replace(/click, .+ 之一/, types))).to.deep.equal([
      'bots[0].menu.button：期望 1 到 3 个按钮的列表，实际是 4 个按钮',
      'bots[0].menu.button[0].name：期望 最多 16 字节的文本，实际是 "菜单名字太长了"（21 字节）',
      `bots[0].menu.button[1].type：期望 reply、二级按钮，或 ${types}，实际是 没有写`,
      'bots[0].menu.button[2]：期望 一个按钮，实际是 列表',
      'bots[0].menu.button[3]：期望 一个按钮，实际是 列表',
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

  it('says how a plugin is written with its options', () => {
    const said = (entry: unknown, before?: unknown) =>
      ZH.config.problem(entryProblem(entry, ['plugins', 0], before) as Problem)
    const head = 'plugins[0]：期望 一个插件 { name, options?, setup }，实际是'
    expect(said({ keyword: {} })).to.equal(
      `${head} 没有 name 的对象；选项和插件写在一起：["keyword", { ... }]`,
    )
    expect(said({ keyword: {} }, 'echo')).to.equal(
      `${head} 没有 name 的对象；选项和插件写在一起：["echo", { ... }] 或 ["keyword", { ... }]`,
    )
    expect(said({})).to.equal(`${head} 没有 name 的对象`)
    expect(said('echo')).to.equal(
      `${head} 名字 "echo"；名字由 "wechatbot" 的 loadConfig() 解析，或者导入插件再传进来`,
    )
    expect(said({ name: 'x', setup: 5 })).to.equal(`${head} 插件 "x"，没有 setup 函数: 5`)
    expect(said(() => {})).to.equal(
      `${head} 一个没有 setup 的函数；导出 definePlugin({ name, options, setup }) 返回的插件`,
    )
    expect(said({ name: 'x', setup() {}, option: v.object({}) })).to.equal(
      `${head} 插件 "x"，其中有 "option"；是不是想写 "options"？`,
    )
    expect(said({ name: 'x', setup() {}, options: {} })).to.match(
      /一个插件，它的 options 是 Standard Schema（.+）.*插件 "x"，它的 options 不是 schema$/,
    )
  })

  it('says what is wrong with the times of a job, and where', () => {
    const problem = (cron: string, why: string) =>
      ZH.config.problem({
        path: `every("${cron}") of "tea"`,
        expected: 'times as "0 8 * * *" (minute, hour, day, month, weekday)',
        got: `"${cron}": CronPattern: ${why}`,
      })
    const times = '期望 "0 8 * * *" 这样的时间（分、时、日、月、星期）'
    expect(problem('0 25 * * *', 'Invalid value for hour: 25')).to.equal(
      `"tea" 的 every("0 25 * * *")：${times}，实际是 "0 25 * * *"：「时」不能是 25`,
    )
    expect(problem('8', "invalid configuration format ('8'), exactly five, six ...")).to.equal(
      `"tea" 的 every("8")：${times}，实际是 "8"：应该是用空格隔开的五个部分`,
    )
  })

  it('says how to install a package that an option needs', () => {
    const problem = {
      path: 'server.metrics',
      expected: 'the package x (npm install x)',
      got: 'none',
    }
    expect(ZH.config.problem(problem)).to.equal(
      'server.metrics：期望 已安装的包 x（npm install x），实际是 没有',
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
