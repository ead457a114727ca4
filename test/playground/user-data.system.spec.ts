/** What the page shows of the data about a user, and that it stays over a restart of the bots. */
import { expect } from 'chai'
import type { Browser } from 'playwright-core'
import { type OpenPage, open, say } from './browser.js'
import { type Dev, eventually, startDev, until } from './dev.js'
import { launchOnce } from './suite.js'
import { BOOKING } from './tea-house.js'

/** One green pixel. */
const PNG =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='

const CONFIG = `import { DEMO_TOKEN, defineConfig, image } from 'wechatbot'

export default defineConfig({
  store: 'sqlite:./wechatbot.db',
  bots: [{
    token: DEMO_TOKEN,
    plugins: [
      ['dialog', ${BOOKING}],
      { name: 'shop', setup(scope) {
        const cart = scope.session({ name: 'cart', initial: () => [] })
        const remind = scope.job('remind', () => {})
        const file = new Blob([Buffer.from('${PNG}', 'base64')], { type: 'image/png' })
        scope.hears('图', () => image({ file }))
        scope.hears('茶', async (ctx) => {
          await cart.update(ctx, (items) => [...items, '<b>茶</b>'])
          await remind.at(3600_000, '喝茶', { openid: ctx.from })
          return '好'
        })
      } },
    ],
  }],
})
`

describe('the playground shows the data about a user', () => {
  let browser: Browser
  let dev: Dev
  let page: OpenPage

  launchOnce((launched) => {
    browser = launched
  })
  before(async () => {
    dev = await startDev({ 'wechatbot.config.mjs': CONFIG })
    await dev.says('ready')
    page = await open(browser, dev.page)
  })
  after(async () => {
    expect(page?.complaints).to.deep.equal([])
    await dev?.stop('SIGKILL')
  })

  const data = () => page.locator('.user-data')
  const shows = (...wanted: readonly string[]) =>
    eventually(async () => {
      expect(await data().locator('dl > *').allTextContents()).to.deep.equal(wanted)
    })

  it('the open dialog with its answers, and the question that is open', async () => {
    await say(page, '订位')
    await data().locator('summary', { hasText: '用户 A · 对话 booking' }).click()
    await say(page, '4')
    await data().locator('dt', { hasText: 'seat' }).waitFor()
    await shows('people', '4', 'seat', '正在问')
  })

  it('the dialog as it was when another kind of account has started the bots anew', async () => {
    await page.getByRole('button', { name: '服务号', exact: true }).click()
    await page.getByText('有客服接口').waitFor()
    await page.locator('.state.ready').waitFor()
    await page.reload()
    await data().locator('summary').click()
    await shows('people', '4', 'seat', '正在问')
    await say(page, '大厅')
    await page.locator('.theirs .bubble', { hasText: '已订 4 位' }).waitFor()
    await data().waitFor({ state: 'detached' })
  })

  it('sessions and planned jobs, and nothing of them for another user', async () => {
    await say(page, '茶')
    await data().locator('summary', { hasText: '会话 1 · 待办任务 1' }).waitFor()
    expect(await data().locator('pre').textContent()).to.equal('[\n  "<b>茶</b>"\n]')
    expect(await data().locator('li').textContent()).to.include('shop / remind "喝茶"')
    await page.getByRole('button', { name: '用户 B' }).click()
    await data().waitFor({ state: 'detached' })
    await page.getByRole('button', { name: '用户 A' }).click()
    await data().waitFor()
  })

  it('until the user is forgotten', async () => {
    await page.getByRole('button', { name: '忘记这个用户' }).click()
    await data().waitFor({ state: 'detached' })
    await say(page, '茶')
    await data().locator('summary', { hasText: '会话 1 · 待办任务 1' }).waitFor()
  })

  it('pictures, sessions and jobs of before, when the bots have started anew as an account without the API', async () => {
    await say(page, '图')
    await page.locator('.theirs img.photo').waitFor()
    await page.getByText('换加密方式或账号类型会重新启动机器人').waitFor()
    await page.getByRole('button', { name: '未认证订阅号' }).click()
    await page.getByText('没有接口').waitFor()
    await page.reload()
    const picture = page.locator('.theirs img.photo')
    await picture.waitFor()
    await until(
      async () =>
        (await picture.evaluate((it) => (it as unknown as { naturalWidth: number }).naturalWidth)) >
        0,
      () => 'the picture does not load',
    )
    await data().locator('summary', { hasText: '会话 1 · 待办任务 1' }).waitFor()
  })
})
