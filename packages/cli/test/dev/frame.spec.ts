import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { maskerOf } from '@wechatbot/core/internal'
import { expect } from 'chai'
import { frameOf, withoutTexts } from '#src/dev/frame.js'

const TEA = `const key = 'a-secret-of-the-shop'
export function pour(cups) {
  if (cups > 3) {
    throw new RangeError('no more tea')
  }
}
`

describe('the place of an error', () => {
  let base: string
  let tea: string
  const mask = maskerOf(['a-secret-of-the-shop'])
  const failing = (calls: readonly string[], message = 'no more tea') =>
    Object.assign(new Error(message), {
      stack: [`Error: ${message}`, ...calls.map((call) => `    at ${call}`)].join('\n'),
    })

  beforeEach(() => {
    base = mkdtempSync(join(tmpdir(), 'wechatbot-frame-'))
    tea = join(base, 'tea.mjs')
    writeFileSync(tea, TEA)
  })
  afterEach(() => rmSync(base, { recursive: true }))

  it('is the line of the user’s code, with three lines before and after it, without secrets', () => {
    const error = failing([`pour (${pathToFileURL(tea)}:4:11)`, 'async run (node:internal:1:1)'])
    expect(frameOf(error, { base, mask })).to.deep.equal({
      ...{ file: tea, name: 'tea.mjs', line: 4, column: 11, from: 1 },
      code: [mask("const key = 'a-secret-of-the-shop'"), ...TEA.split('\n').slice(1)],
    })
    expect(JSON.stringify(frameOf(error, { base, mask }))).to.not.include('a-secret')
  })

  it('is that of a real error', async () => {
    const { pour } = (await import(pathToFileURL(tea).href)) as { pour: (cups: number) => void }
    try {
      pour(4)
    } catch (error) {
      expect(frameOf(error, { base, mask })).to.include({ name: 'tea.mjs', line: 4, column: 11 })
      return
    }
    throw new Error('nothing was thrown')
  })

  it('passes over packages, and over files that are not there', () => {
    const folder = join(base, 'node_modules', 'pot')
    mkdirSync(folder, { recursive: true })
    writeFileSync(join(folder, 'index.js'), TEA)
    const calls = [`${join(folder, 'index.js')}:4:11`, `${join(base, 'gone.js')}:1:1`]
    expect(frameOf(failing(calls), { base, mask })).to.equal(undefined)
    const own = failing([...calls, `async ${tea}:2:1`])
    expect(frameOf(own, { base, mask })).to.include({ name: 'tea.mjs', line: 2 })
  })

  it('is never in the message, which may hold what a stranger has sent', () => {
    const message = `no tea\n    at pour (${tea}:1:1)`
    expect(frameOf(failing([], message), { base, mask })).to.equal(undefined)
  })

  it('is no file but one of code, and nothing for what is no error', () => {
    writeFileSync(join(base, '.env'), 'KEY=1')
    expect(frameOf(failing([`${join(base, '.env')}:1:1`]), { base, mask })).to.equal(undefined)
    expect(frameOf('no more tea', { base, mask })).to.equal(undefined)
  })

  it('has at most 200 characters of a line', () => {
    writeFileSync(tea, `const tea = '${'茶'.repeat(5000)}'\n`)
    const { code = [] } = frameOf(failing([`pour (${tea}:1:1)`]), { base, mask }) ?? {}
    expect(code.map((line) => line.length)).to.deep.equal([201, 0])
  })

  it('is that of a syntax error, whose message alone has it', () => {
    const message = `ParseError: Unexpected token \n ${tea}:4:10`
    expect(frameOf(failing([], message), { base, mask })).to.include({ line: 4, column: 11 })
    const handled = failing(['run (node:internal:1:1)'], message)
    expect(frameOf(handled, { base, mask })).to.equal(undefined)
  })

  it('is that of its cause, where only that is in the user’s code', () => {
    const cause = failing([`pour (${tea}:4:11)`])
    const error = Object.assign(new Error('does not load'), { cause })
    expect(frameOf(error, { base, mask })).to.include({ name: 'tea.mjs', line: 4 })
  })

  it('is in no package of the framework', () => {
    const own = new URL('../../../dist/dev/frame.js', import.meta.url).href
    expect(frameOf(failing([`frameOf (${own}:1:1)`]), { base, mask })).to.equal(undefined)
  })
})

describe('a line of code without its texts', () => {
  for (const [line, shown] of [
    ["token: 'teahouse123',", "token: '…',"],
    ["token: process.env.TOKEN ?? 'teahouse123'", "token: process.env.TOKEN ?? '…'"],
    ['token: [\'a1b\', "c2d"], key: `e3f`', 'token: [\'…\', "…"], key: `…`'],
    ["token: 'teahouse123", "token: '…"],
    ["// don't show 'teahouse123'", "// don'…'…'"],
    ["ask: '几位？', type: 'integer'", "ask: '几位？', type: '…'"],
    ["import { tea } from 'tea-pot'", "import { tea } from 'tea-pot'"],
    ["const tea = await import('tea-pot')", "const tea = await import('tea-pot')"],
    ['throw new Error(`no tea`)', 'throw new Error(`…`)'],
  ] as const) {
    it(`is ${shown}`, () => {
      expect(withoutTexts(line)).to.equal(shown)
    })
  }
})
