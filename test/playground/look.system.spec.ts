import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect } from 'chai'
import type { Browser, BrowserContextOptions } from 'playwright-core'
import { boxOf, type OpenPage, open, say, untilTrue } from './browser.js'
import { type Dev, eventually, startDev } from './dev.js'
import { launchOnce } from './suite.js'

const KINDS = ['text', 'image', 'voice', 'video', 'shortvideo', 'location', 'link']
const CONFIG = (picture: string) => `
const plugins = [
  { name: 'pictures', setup(scope) {
    scope.hears('图', () => ({ type: 'news', articles: [{ title: '点心', picUrl: '${picture}', url: '${picture}' }] }))
  } },
  { name: 'many-kinds', setup: (scope) => scope.on(${JSON.stringify(KINDS)}, async ({ message }) => {
    if (message.Content === '慢') await new Promise((resolve) => setTimeout(resolve, 2000))
    return '收到'
  }) },
]
export default { bots: [{ token: 'look-token', plugins }] }
`
const SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="900" height="500"/>'

describe('the playground, looked at', () => {
  let browser: Browser
  let dev: Dev
  let page: OpenPage
  let pictures: Server
  /** Serves the pictures that are asked for. Until then they are on their way. */
  let serve: () => void

  launchOnce((launched) => {
    browser = launched
  })
  before(async () => {
    const waiting: (() => void)[] = []
    pictures = createServer((_, response) => {
      waiting.push(() => response.writeHead(200, { 'content-type': 'image/svg+xml' }).end(SVG))
    })
    serve = () => {
      for (const answer of waiting.splice(0)) answer()
    }
    await new Promise<void>((resolve) => pictures.listen(0, '127.0.0.1', resolve))
    const { port } = pictures.address() as AddressInfo
    dev = await startDev({ 'wechatbot.config.mjs': CONFIG(`http://127.0.0.1:${port}/`) })
    await dev.says('ready')
  })
  after(async () => {
    pictures?.close()
    pictures?.closeAllConnections()
    await dev?.stop('SIGKILL')
  })
  const look = async (options: BrowserContextOptions = {}) => {
    page = await open(browser, dev.page, options)
    await page.getByRole('button', { name: '清空' }).click()
  }
  afterEach(async () => {
    const { complaints } = page
    await page.context().close()
    expect(complaints).to.deep.equal([])
  })

  const text = () => page.locator('.textbar textarea')
  const heights = () =>
    text().evaluate((field) => [field.scrollHeight, field.clientHeight, field.style.overflowY])

  it('grows the text field to six lines, and gives it a scroll bar only then', async () => {
    await look()
    for (let lines = 1; lines <= 6; lines += 1) {
      await text().fill(Array.from({ length: lines }, (_, i) => `${i}`).join('\n'))
      const [whole, seen, overflow] = await heights()
      expect(whole, `${lines} lines`).to.equal(seen)
      expect(overflow, `${lines} lines`).to.equal('hidden')
    }
    await text().fill('\n'.repeat(9))
    expect((await heights())[2]).to.equal('auto')
  })

  it('keeps the account’s name beside ten users, who fold into a list', async () => {
    await look({ viewport: { width: 375, height: 700 } })
    for (let i = 0; i < 7; i += 1) await page.getByRole('button', { name: '添加用户' }).click()
    const list = page.getByRole('combobox', { name: '用户' })
    await list.waitFor()
    const width = await page.evaluate("document.querySelector('.head strong').offsetWidth")
    expect(width).to.be.greaterThan(60)
    await list.selectOption({ index: 1 })
    await say(page, 'of B')
    await page.getByRole('img', { name: '用户 B' }).waitFor()
  })

  it('opens the details of a message by a tap, at 375 pixels', async () => {
    await look({ viewport: { width: 375, height: 700 } })
    await say(page, '你好')
    await page.locator('.mine .bubble').click()
    await page.locator('.inspector h2', { hasText: 'text' }).waitFor()
    expect(await page.evaluate('document.documentElement.scrollWidth')).to.be.at.most(375)
  })

  it('keeps the details within 900 pixels, at 1920', async () => {
    await look({ viewport: { width: 1920, height: 1000 } })
    expect((await boxOf(page.locator('.inspector'))).width).to.be.at.most(900)
  })

  it('stays at the last message when a picture loads late', async () => {
    await look({ viewport: { width: 1280, height: 500 } })
    for (const said of ['一', '二', '图', '三']) {
      await say(page, said)
      await page.locator('.mine', { hasText: said }).waitFor()
    }
    await page.locator('.theirs .bubble').nth(2).waitFor()
    serve()
    await untilTrue(page, "document.querySelector('.cover')?.complete")
    await untilTrue(
      page,
      "(() => { const it = document.querySelector('.chat'); return it.scrollHeight - it.scrollTop - it.clientHeight < 2 })()",
    )
    await eventually(async () => {
      const chat = await boxOf(page.locator('.chat'))
      const last = await boxOf(page.locator('.turn').last())
      expect(last.y + last.height).to.be.at.most(chat.y + chat.height)
    })
  })

  it('has a list of kinds in one row, which unfolds', async () => {
    await look()
    await say(page, '你好')
    const row = page.locator('.asked .row', { hasText: 'many-kinds' })
    await row.getByText('text, image, voice +4').waitFor()
    expect((await boxOf(row)).height).to.be.at.most(40)
    await row.locator('summary').click()
    await row.getByText('video, shortvideo, location, link').waitFor()
  })

  it('keeps unfolded what is drawn anew while a handler runs', async () => {
    await look()
    await say(page, '慢')
    await page.locator('.asked .row.running summary').click()
    await page.locator('.asked .row.running details[open]').waitFor()
    await page.locator('.asked .row.answered details[open]').waitFor()
  })

  it('has targets of at least 32 pixels', async () => {
    await look()
    await say(page, '你好')
    await page.locator('.theirs .bubble').waitFor()
    const small =
      await page.evaluate(`[...document.querySelectorAll('button, select, input, summary')]
      .filter((one) => one.type !== 'checkbox' && one.type !== 'file' && one.offsetParent !== null)
      .filter((one) => one.closest('.asked') === null)
      .filter((one) => one.getBoundingClientRect().height < 32)
      .map((one) => one.outerHTML)`)
    expect(small).to.deep.equal([])
  })

  it('has the newest line of the log first, in the page’s language', async () => {
    await look()
    for (const said of ['一', '二']) {
      await say(page, said)
      await page.locator('.mine', { hasText: said }).waitFor()
      await page.locator('.log', { hasText: '消息已处理' }).waitFor()
    }
    await page.getByRole('button', { name: '全部日志' }).click()
    const times = async () => page.locator('.log time').allTextContents()
    await page.locator('.log li', { hasText: '消息已处理' }).nth(1).waitFor()
    const shown = await times()
    expect(shown.length).to.be.at.least(2)
    expect(shown).to.deep.equal([...shown].sort().reverse())
    await page.getByRole('button', { name: 'English' }).click()
    await page.locator('.log li', { hasText: 'message handled' }).first().waitFor()
  })
})
