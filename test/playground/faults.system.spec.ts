/** What the page shows of faults: an error with its place, a push that the bot refuses, a start that fails. */
import { expect } from 'chai'
import { type OpenPage, say } from './browser.js'
import { type Dev, startDev } from './dev.js'
import { openForEach } from './suite.js'

const TEA = `const key = 'a-key-of-the-shop-0123'

export async function pour(cups: number): Promise<string> {
  if (cups > 3) throw new RangeError('no more tea')
  return \`\${cups}杯\`
}
`
const SHOP = `import { pour } from './tea.ts'

export const shop = { name: 'shop', setup(scope) {
  scope.hears(/^(\\d)杯$/, (_ctx, [, cups]) => pour(Number(cups)))
} }
`
const CONFIG = `import { shop } from './shop.ts'

export default { bots: [{ token: 'a-key-of-the-shop-0123', plugins: [shop] }] }
`

describe('the playground, when something fails', () => {
  let dev: Dev
  let page: OpenPage
  const files = { 'wechatbot.config.ts': CONFIG, 'shop.ts': SHOP, 'tea.ts': TEA }
  openForEach(
    () => startDev(files, [], { TERM_PROGRAM: 'vscode' }),
    (opened) => {
      ;({ dev, page } = opened)
    },
  )

  it('shows the line of the user’s file first, with a link to the editor, and no secret', async () => {
    await say(page, '5杯')
    const frame = page.locator('.inspector > .frame:has(~ section .timeline)')
    await page.locator('.verdict', { hasText: 'no more tea' }).waitFor()
    await frame.locator('.place', { hasText: 'tea.ts:4' }).waitFor()
    expect(await frame.locator('.here').textContent()).to.include(
      "throw new RangeError('no more tea')",
    )
    const link = await frame.getByRole('link', { name: '在编辑器中打开' }).getAttribute('href')
    expect(link).to.match(/^vscode:\/\/file\/.*\/tea\.ts:4:\d+$/)
    expect(await page.content()).to.not.include('a-key-of-the-shop-0123')
  })

  it('says what a refused push means, in the language of the page', async () => {
    await page.getByLabel('错误签名').check()
    await say(page, '骗你的')
    const advice = page.locator('.advice', { hasText: 'BAD_SIGNATURE' })
    await advice.getByText('签名不是用这个机器人的 Token 算的').waitFor()
    await page.getByRole('button', { name: 'English' }).click()
    await advice.getByText('not made with the token of this bot').waitFor()
  })

  it('lists every problem of a start in the language of the page', async () => {
    const broken = "export default { bots: [{ token: 'x', late: 7, plugins: ['ecko'] }], stoer: 1 }"
    dev.write('wechatbot.config.ts', broken)
    await page.locator('.state.failed').waitFor()
    const problem = page.locator('.problem')
    const lines = async () => (await problem.locator('pre').textContent())?.split('\n') ?? []
    await problem.getByText('4 个问题').waitFor()
    expect((await lines()).filter((line) => line.includes('期望'))).to.have.length(4)
    await page.getByRole('button', { name: 'English' }).click()
    await problem.getByText('4 problems').waitFor()
    expect((await lines()).filter((line) => line.includes('expected'))).to.have.length(4)
    dev.write('wechatbot.config.ts', CONFIG)
    await page.locator('.state.ready').waitFor()
  })
})
