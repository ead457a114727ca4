/** What the documents say is true: code compiles, examples answer, error codes are explained. */
import { execFileSync } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { createPush, deliver } from '@wechatbot/simulator'
import { expect } from 'chai'
import { DEMO_TOKEN } from 'wechatbot'
import { ROOT, startBot } from './running.js'

const documents = readdirSync(ROOT, { recursive: true, encoding: 'utf8' })
  .filter((file) => /\.md$/.test(file) && !/(^|\/)(node_modules|dist|coverage)\//.test(file))
  .sort()

const textOf = (file: string) => readFileSync(join(ROOT, file), 'utf8')

/** The code blocks of one language. */
function blocks(file: string, language: string): string[] {
  const pattern = new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\`$`, 'gm')
  return [...textOf(file).matchAll(pattern)].map((match) => match[1] ?? '')
}

describe('the documents', () => {
  it('have code that compiles, and so do the configurations', () => {
    const folder = join(ROOT, 'node_modules/.cache/wechatbot-documents')
    rmSync(folder, { recursive: true, force: true })
    mkdirSync(folder, { recursive: true })
    const files = documents.flatMap((document) =>
      blocks(document, 'ts').map((code, i) => {
        const name = `${document.replaceAll('/', '-')}-${i}.ts`
        writeFileSync(join(folder, name), code)
        return name
      }),
    )
    expect(files.length).to.be.above(2)
    const configs = ['.', ...readdirSync(join(ROOT, 'examples')).map((name) => `examples/${name}`)]
    files.push(...configs.map((place) => join(ROOT, place, 'wechatbot.config.ts')))
    writeFileSync(
      join(folder, 'tsconfig.json'),
      JSON.stringify({
        extends: join(ROOT, 'tsconfig.json'),
        compilerOptions: {
          composite: false,
          declarationMap: false,
          noEmit: true,
          allowImportingTsExtensions: true,
          types: ['node', 'mocha'],
        },
        files,
      }),
    )
    const tsc = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')))
    try {
      execFileSync(process.execPath, [join(tsc, 'bin/tsc'), '-p', folder], { encoding: 'utf8' })
    } catch (error) {
      expect.fail(String((error as { stdout: unknown }).stdout))
    }
  })

  it('show the minimal example as it is, in both languages', () => {
    const example = textOf('examples/minimal/wechatbot.config.ts')
    for (const readme of ['README.md', 'README.zh-CN.md']) {
      expect(blocks(readme, 'ts')).to.include(example)
    }
  })

  it('explain every error code, and no other', () => {
    const source = textOf('packages/core/src/errors.ts')
    const refusals = [...source.matchAll(/^ {2}([A-Z_]+): \d{3},$/gm)].map((match) => match[1])
    const others = [...source.matchAll(/^ {2}\| '([A-Z_]+)'$/gm)].map((match) => match[1])
    const explained = [...textOf('docs/errors.md').matchAll(/^\| `([A-Z_]+)` \|/gm)]
    expect(explained.map((match) => match[1]).sort()).to.deep.equal([...refusals, ...others].sort())
    expect(refusals.length).to.be.above(5)
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
    deploy: ['你好', /^你好$/],
    minimal: ['天气 深圳', /^深圳：晴$/],
    'own-plugin': ['抽签', /^(大吉|小吉)$/],
    showcase: ['链接', /^看看<a href=/],
  }

  it('are all asked something here', () => {
    expect(readdirSync(join(ROOT, 'examples')).sort()).to.deep.equal(Object.keys(QUESTIONS).sort())
  })

  for (const [name, [question, answer]] of Object.entries(QUESTIONS)) {
    it(`start with one command and answer: ${name}`, async () => {
      const folder = join(ROOT, 'examples', name)
      expect(JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')).scripts.start).to.equal(
        'wechatbot start',
      )
      // Where the metrics of examples/deploy are is made of it, and must be free.
      const bot = await startBot(folder, [], { PORT: String(10_000 + (process.pid % 2000)) })
      const push = createPush({ kind: 'text', fields: { Content: question } })
      const { reply } = await deliver(`${bot.url}/wechat`, push, { token: DEMO_TOKEN })
      await bot.stop()
      expect(reply?.Content).to.match(answer)
    })
  }
})
