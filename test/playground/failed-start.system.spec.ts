/** What the page shows of a start that fails in the user's code. */
import { expect } from 'chai'
import type { Browser } from 'playwright-core'
import { type OpenPage, open, visit } from './browser.js'
import { type Dev, startDev } from './dev.js'
import { launchOnce } from './suite.js'

const CONFIG = `import { shop } from './shop.ts'

export default { bots: [{ token: 'a-key-of-the-shop-0123', plugins: [shop] }] }
`
const SHOP = `export const shop = { name: 'shop', async setup(scope) {
  const key = 'a-key-of-the-shop-0123'
  scope.hears('茶', () => '好')
} }
`
const BROKEN = SHOP.replace("'好')", "'好'")
const THROWING = SHOP.replace("scope.hears('茶', () => '好')", "throw new Error('no pot')")

describe('the playground, when a start fails', () => {
  let browser: Browser
  let dev: Dev
  let page: OpenPage

  launchOnce((launched) => {
    browser = launched
  })
  afterEach(async () => {
    const { complaints } = page
    await page.context().close()
    await dev.stop('SIGKILL')
    expect(complaints).to.deep.equal([])
  })

  const begin = (shop: string) =>
    startDev({ 'wechatbot.config.ts': CONFIG, 'shop.ts': shop }, [], {
      TERMINAL_EMULATOR: 'JetBrains-JediTerm',
    })
  const frame = () => page.locator('.frame')
  const link = () => frame().getByRole('link', { name: '在编辑器中打开' }).getAttribute('href')

  it('shows the line that does not parse, none of its texts, and no first config file', async () => {
    dev = await begin(BROKEN)
    await dev.says('no bot is running')
    page = await visit(browser, dev.page)
    await frame().locator('.place', { hasText: 'shop.ts:4' }).waitFor()
    await frame().locator('.here', { hasText: '} }' }).waitFor()
    await frame().getByText("const key = '…'").waitFor()
    expect(await link()).to.match(/^idea:\/\/open\?file=\/.*\/shop\.ts&line=4&column=1$/)
    expect(await page.content()).to.not.include('a-key-of-the-shop-0123')
    expect(await page.locator('.guide').getByText('最小的 wechatbot.config.ts').count()).to.equal(0)
    dev.write('shop.ts', SHOP)
    await page.locator('.state.ready').waitFor()
    await frame().waitFor({ state: 'detached' })
  })

  it('shows the line of a plugin by its path, which the configuration names', async () => {
    dev = await startDev({
      'wechatbot.config.json': '{ "bots": [{ "token": "shop-token", "plugins": ["./shop.ts"] }] }',
      'shop.ts': BROKEN,
    })
    await dev.says('no bot is running')
    page = await visit(browser, dev.page)
    await page.locator('.guide .failed', { hasText: 'shop.ts' }).waitFor()
    await frame().locator('.place', { hasText: 'shop.ts:4' }).waitFor()
  })

  it('shows where the setup of a plugin throws, while the bots before it run', async () => {
    dev = await begin(SHOP)
    await dev.says('ready')
    page = await open(browser, dev.page)
    dev.write('shop.ts', THROWING)
    const problem = page.locator('.problem')
    await problem.getByText('no pot', { exact: false }).first().waitFor()
    await problem.locator('.frame .place', { hasText: 'shop.ts:3' }).waitFor()
    await frame().locator('.here', { hasText: "throw new Error('no pot')" }).waitFor()
    expect(await link()).to.match(/^idea:\/\/open\?file=\/.*\/shop\.ts&line=3&column=\d+$/)
    expect(await page.content()).to.not.include('a-key-of-the-shop-0123')
    dev.write('shop.ts', SHOP)
    await page.locator('.state.ready').waitFor()
    await problem.waitFor({ state: 'hidden' })
  })
})
