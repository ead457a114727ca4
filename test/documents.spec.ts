/** What the documents say is true: examples answer, error codes are explained. */
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { createPush } from '@wechatbot/simulator'
import { expect } from 'chai'
import { DEMO_TOKEN } from 'wechatbot'
import { startBot } from '#cli-test/call.js'
import { deliver } from '#cli-test/deliver.js'
import { blocks, documents, textOf } from './documents.js'
import { ROOT } from './root.js'
import { listFiles } from './sources.js'

describe('the documents', () => {
  it('show the minimal example as it is, in both languages', () => {
    const example = textOf('examples/minimal/wechatbot.config.ts')
    for (const readme of ['README.md', 'README.zh-CN.md']) {
      expect(blocks(readme, 'ts')).to.include(example)
    }
  })

  it('explain every error code, and no other', () => {
    const source = textOf('packages/core/src/errors.ts')
    const refusals = [
      ...textOf('packages/core/src/refusals.ts').matchAll(/^ {2}([A-Z_]+): \d{3},$/gm),
    ].map((match) => match[1])
    const others = [...source.matchAll(/^ {2}\| '([A-Z_]+)'$/gm)].map((match) => match[1])
    const explained = [...textOf('docs/errors.md').matchAll(/^\| `([A-Z_]+)` \|/gm)]
    expect(explained.map((match) => match[1]).sort()).to.deep.equal([...refusals, ...others].sort())
    expect(refusals.length).to.be.above(5)
  })

  it('explain every line that core and the server write at error, and no line that nobody writes', () => {
    const files = ['packages/core/src', 'packages/cli/src/serve', 'packages/cli/src/monitor']
      .flatMap(listFiles)
      .filter((file) => file.endsWith('.ts'))
    const source = files.map(textOf).join('\n')
    const [, section = ''] = textOf('docs/errors.md').split('\n## Lines of the log\n')
    const explained = [...section.matchAll(/^\| (`.*?`) \|/gm)]
      .flatMap(([, lines = '']) => lines.split(', `'))
      .map((line) => line.replace(/^`|:? ?(….*)?`$/g, ''))
    expect(explained.length).to.be.above(25)
    // In quotes, in a template, or a constant.
    expect(explained.filter((line) => !source.includes(line.replace(/, $/, '')))).to.deep.equal([])
    const written = [...source.matchAll(/\.error\(\{[^}]*\}, '([^']+)'/g)].map(
      ([, line = '']) => line,
    )
    expect(written.length).to.be.above(10)
    expect(
      written.filter((line) => !explained.some((each) => line.startsWith(each))),
    ).to.deep.equal([])
  })

  it('name every dependency in ARCHITECTURE.md', () => {
    const architecture = textOf('ARCHITECTURE.md')
    const packages = readdirSync(join(ROOT, 'packages'))
      .map((name) => `packages/${name}`)
      .concat(readdirSync(join(ROOT, 'plugins')).map((name) => `plugins/${name}`))
    const names = packages.flatMap((folder) =>
      Object.keys(JSON.parse(textOf(`${folder}/package.json`)).dependencies ?? {}),
    )
    const missing = names.filter(
      (name) => !/^(@wechatbot\/|wechatbot$)/.test(name) && !architecture.includes(name),
    )
    expect(missing).to.deep.equal([])
  })

  it('have links to files that exist', () => {
    const broken = documents.flatMap((document) =>
      [...textOf(document).matchAll(/\]\((?!https?:|#)([^)#\s]+)/g)]
        .map((match) => join(dirname(document), match[1] ?? ''))
        .filter((target) => {
          try {
            readdirSync(dirname(join(ROOT, target)))
            return !readdirSync(dirname(join(ROOT, target))).includes(
              target.split('/').at(-1) ?? '',
            )
          } catch {
            return true
          }
        })
        .map((target) => `${document} -> ${target}`),
    )
    expect(broken).to.deep.equal([])
  })
})

describe('the examples', () => {
  const QUESTIONS: Readonly<Record<string, readonly [string, RegExp]>> = {
    ai: ['你好', /^你说的是「你好」。$/],
    deploy: ['你好', /^你好$/],
    minimal: ['天气 深圳', /^深圳：晴$/],
    'own-plugin': ['抽签', /^(大吉|小吉)$/],
    reminder: ['提醒我明早八点开会', /^好，.+08:00提醒您：开会$/],
    shop: ['福田店几点关门', /^福田店：/],
    showcase: ['链接', /^看看<a href=/],
  }

  const { PORT } = process.env

  before(() => {
    // Where the metrics of examples/deploy are is made of it, and must be free.
    process.env.PORT = String(10_000 + (process.pid % 2000))
  })
  after(() => {
    if (PORT === undefined) delete process.env.PORT
    else process.env.PORT = PORT
  })

  it('are all asked something here', () => {
    expect(readdirSync(join(ROOT, 'examples')).sort()).to.deep.equal(Object.keys(QUESTIONS).sort())
  })

  for (const [name, [question, answer]] of Object.entries(QUESTIONS)) {
    it(`start with one command and answer: ${name}`, async () => {
      const folder = join(ROOT, 'examples', name)
      expect(JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')).scripts.start).to.equal(
        'wechatbot start',
      )
      const bot = await startBot(folder)
      const push = createPush({ kind: 'text', fields: { Content: question } })
      const { reply } = await deliver(`${bot.url}/wechat`, push, { token: DEMO_TOKEN })
      await bot.stop()
      expect(reply?.Content).to.match(answer)
    })
  }
})
