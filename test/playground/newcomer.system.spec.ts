import { expect } from 'chai'
import type { Browser } from 'playwright-core'
import { type OpenPage, open, say, visit } from './browser.js'
import { type Dev, startDev } from './dev.js'
import { launchOnce } from './suite.js'

const BOT = (plugins: string) =>
  `export default { bots: [{ token: 'newcomer-token', plugins: [${plugins}] }] }`
const PICKY = `{ name: 'picky', setup(scope) {
  scope.hears('出错', () => { throw new Error('the till is broken') })
  scope.hears('响铃', () => 'bell \\u0007')
  scope.hears('不说', () => ({ type: 'none' }))
} }`

describe('the playground, to whoever is new here', () => {
  let browser: Browser
  let dev: Dev
  let page: OpenPage

  launchOnce((launched) => {
    browser = launched
  })
  afterEach(async () => {
    await page.context().close()
    await dev.stop('SIGKILL')
  })

  const begin = async (plugins: string) => {
    dev = await startDev({ 'wechatbot.config.mjs': BOT(plugins) })
    await dev.says('ready')
    page = await open(browser, dev.page)
  }
  const focused = () =>
    page.evaluate(
      "document.activeElement.getAttribute('aria-label') ?? document.activeElement.textContent",
    )

  it('has no config file: shows one that, saved, starts a bot; a tap gets the first reply', async () => {
    dev = await startDev({})
    await dev.says('no bot is running')
    page = await visit(browser, dev.page, { locale: 'en-US' })
    await page.getByText('no config file in').first().waitFor()
    const starter = await page.locator('.guide code').textContent()
    dev.write('wechatbot.config.ts', starter ?? '')
    await page.locator('.state.ready').waitFor()
    await page.getByRole('button', { name: 'hello', exact: true }).click()
    await page.locator('.theirs .bubble', { hasText: 'You said: hello' }).waitFor()
  })

  it('has a bot without plugins: says that nobody answered, and shows a plugin that does', async () => {
    await begin('')
    await say(page, '有人吗')
    await page.locator('.chat .notice', { hasText: '没有插件回复这条消息' }).waitFor()
    const advice = await page.locator('.advice code').textContent()
    dev.write('wechatbot.config.mjs', BOT('').replace('plugins: []', advice ?? ''))
    await page.locator('.plugins', { hasText: 'hello' }).waitFor()
    await say(page, '有人吗')
    await page.locator('.theirs .bubble', { hasText: '收到' }).waitFor()
  })

  it('names what would answer the kind of message that nobody did', async () => {
    await begin(PICKY)
    await say(page, '别的')
    await page.locator('.advice', { hasText: "scope.on('text', () => '收到')" }).waitFor()
    await dev.send({ openid: 'oPlaygroundUser0000000000001', kind: 'event:brand_new' })
    await page.locator('.advice', { hasText: "scope.on({ Event: 'brand_new' }" }).waitFor()
  })

  it('says in the chat why nothing came: an error, a reply WeChat would not take, a plugin’s own will', async () => {
    await begin(PICKY)
    const reasons = {
      出错: 'picky: the till is broken',
      响铃: 'picky: ',
      不说: 'picky: 选择不回复',
    }
    for (const [text, reason] of Object.entries(reasons)) {
      await say(page, text)
      await page.locator('.chat .notice', { hasText: reason }).last().waitFor()
    }
    expect(await page.locator('.chat .notice.outage').count()).to.equal(2)
  })

  it('keeps focus, draft and what is unfolded while things change around them', async () => {
    await begin(PICKY)
    await page.getByRole('button', { name: '更多' }).click()
    await page.getByRole('button', { name: '位置' }).last().click()
    await page.keyboard.press('Escape')
    await page.locator('dialog').waitFor({ state: 'detached' })
    expect(await focused()).to.equal('更多')
    await page.getByRole('button', { name: '用户 B' }).press('Enter')
    await page.locator('[aria-pressed="true"]', { hasText: 'B' }).waitFor()
    expect(await focused()).to.equal('用户 B')
    await page.locator('textarea').fill('half a sentence')
    await page.getByRole('button', { name: 'English' }).press('Enter')
    await page.getByRole('button', { name: '中文' }).waitFor()
    expect(await focused()).to.equal('中文')
    expect(await page.locator('textarea').inputValue()).to.equal('half a sentence')
  })

  it('goes from message to message by arrow keys', async () => {
    await begin(PICKY)
    for (const text of ['一', '二', '三']) {
      await say(page, text)
      await page.locator('.mine.chosen', { hasText: text }).waitFor()
    }
    await page.locator('.chat').press('ArrowUp')
    await page.locator('.mine.chosen', { hasText: '二' }).waitFor()
    expect(await page.locator('.inspector pre', { hasText: '二' }).count()).to.equal(1)
    await page.locator('.chat').press('ArrowUp')
    await page.locator('.mine[aria-current="true"]', { hasText: '一' }).waitFor()
    await page.locator('.chat').press('ArrowDown')
    await page.locator('.mine.chosen', { hasText: '二' }).waitFor()
  })

  it('takes every field of every message for text', async () => {
    const evil = '"><img src=x onerror="window.hit=1"><script>window.hit=1</script>javascript:hit=1'
    const news = `{ type: 'news', articles: [{ title: evil, description: evil, picUrl: 'javascript:hit=1', url: 'javascript:hit=1' }] }`
    const music = `{ type: 'music', title: evil, description: evil, musicUrl: evil, thumbMediaId: 'm' }`
    const links = `'<a href="javascript:hit=1">a</a><a href=" javascript:hit=1">b</a><a href="data:text/html,x">c</a>' + evil`
    await begin(`{ name: 'evil<b>', setup(scope) {
      const evil = ${JSON.stringify(evil)}
      scope.hears('news', () => (${news}))
      scope.hears('music', () => (${music}))
      scope.hears('links', () => ${links})
      scope.hears('throw', () => { throw new Error(evil) })
      scope.on('*', () => evil)
    } }`)
    for (const text of ['news', 'music', 'links', 'throw', evil]) await say(page, text)
    const fields = {
      PicUrl: evil,
      Recognition: evil,
      Label: evil,
      Title: evil,
      Description: evil,
      Url: evil,
      EventKey: evil,
    }
    for (const kind of ['image', 'voice', 'location', 'link', 'event:CLICK', 'event:evil']) {
      await dev.send({ openid: 'oPlaygroundUser0000000000001', kind, fields })
    }
    await page.locator('.chat .notice', { hasText: 'event:evil' }).waitFor()
    await page.getByRole('button', { name: '全部日志' }).click()
    expect(await page.evaluate('window.hit')).to.equal(undefined)
    expect(await page.locator('.chat img, #side img, body script, .chat b').count()).to.equal(0)
    expect(await page.locator('a:not([href^="http"])').count()).to.equal(0)
    expect(page.complaints).to.deep.equal([])
  })
})
