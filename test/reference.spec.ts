/** docs/reference.md names what everything has, and nothing else; its programs run, and those of the pages on plugins and tests. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { type Context, createBot, createLogger, type Scope } from '@wechatbot/core'
import { simulate } from '@wechatbot/simulator'
import { expect } from 'chai'
import { blocks, textOf } from './documents.js'
import { ROOT } from './root.js'

const PAGES = ['docs/reference.md', 'docs/reference.zh-CN.md']

/** The names in the first column of the table whose head is `head`. */
function named(page: string, head: string): readonly string[] {
  const table = textOf(page).split(`| \`${head}\` | |\n`)[1]?.split('\n\n')[0] ?? ''
  return [...table.matchAll(/^\| (`[^|]*`) \|/gm)]
    .flatMap(([, cell = '']) => [...cell.matchAll(/`(\w+)`/g)].map(([, name = '']) => name))
    .sort()
}

/** Its own names, and those of its class. */
function namesOf(value: object): readonly string[] {
  const names = new Set<string>()
  let at = value
  while (at !== Object.prototype) {
    for (const name of Object.getOwnPropertyNames(at)) names.add(name)
    at = Object.getPrototypeOf(at)
  }
  return [...names].filter((name) => name !== 'constructor').sort()
}

describe('the page of everything', () => {
  it('names all that ctx, scope, bot and wechat have', async () => {
    let scope: Scope | undefined
    let ctx: Context | undefined
    const look = {
      name: 'look',
      setup(own: Scope) {
        scope = own
        own.on('text', (it) => {
          ctx = it
        })
      },
    }
    const logger = createLogger({ level: 'silent' })
    const bot = createBot({ token: 'a-token', logger, plugins: [look] })
    const wechat = await simulate(bot)
    const user = wechat.user('oA')
    const exchange = user.says('x')
    await exchange
    await wechat.close()
    const heads: Readonly<Record<string, object | undefined>> = {
      ctx,
      scope,
      bot,
      wechat,
      "wechat.user('oA')": user,
      "wechat.user('oA').says('你好')": exchange,
    }
    for (const page of PAGES) {
      for (const [head, value] of Object.entries(heads)) {
        // The simulator's own: what the user reads is told to the exchange by it.
        const names = namesOf(value ?? {}).filter((name) => name !== 'read')
        expect(named(page, head), `${page}: ${head}`).to.deep.equal(names)
      }
    }
  })
})

/** Stands in for node:test, which would run its tests beside those of this runner. */
const TEST = `const hooks = []
const tests = []
const afterEach = (hook) => hooks.push(hook)
const test = async (_, run) => {
  try {
    await run({ after: afterEach })
  } finally {
    for (const hook of hooks) await hook()
  }
}
const it = (...given) => tests.push(given)
const describe = async (_, body) => {
  body()
  for (const given of tests) await test(...given)
}`

const awaited = (code: string) =>
  code
    .replace(/^import .* from 'node:test'$/m, TEST)
    .replaceAll(/^(?=(test|describe)\()/gm, 'await ')

/** Without the types that a page has, of imports and of variables. */
const untyped = (code: string) =>
  code.replaceAll(/(?<=^import .*)\btype \w+, /gm, '').replaceAll(/(?<=^ *let \w+): .+$/gm, '')

/** Each alone, as a module of the repository. The Chinese pages have the same code. */
describe('the programs of a page run', () => {
  for (const page of ['docs/plugins.md', 'docs/reference.md', 'docs/testing.md']) {
    for (const [i, code] of blocks(page, 'ts').entries()) {
      it(`${page}, ${i + 1}`, async () => {
        const folder = join(ROOT, 'node_modules/.cache/wechatbot-programs')
        mkdirSync(folder, { recursive: true })
        const file = join(folder, `${process.pid}-${page.replace(/\W/g, '-')}-${i}.mjs`)
        writeFileSync(file, awaited(untyped(code)))
        try {
          await import(pathToFileURL(file).href)
        } finally {
          rmSync(file)
        }
      })
    }
  }
})
