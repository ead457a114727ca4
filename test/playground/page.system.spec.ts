/** The page: a chat with the bots, and beside it what they make of each message. */
import { expect } from 'chai'
import type { Browser } from 'playwright-core'
import { boxOf, type OpenPage, open, say } from './browser.js'
import { type Dev, eventually, startDev } from './dev.js'
import { FILES, WORD } from './showcase.js'
import { openForEach } from './suite.js'

describe('the playground', () => {
  let browser: Browser
  let dev: Dev
  let page: OpenPage
  openForEach(
    () => startDev(FILES),
    (opened) => {
      ;({ browser, dev, page } = opened)
    },
  )

  const lastBox = (selector: string) => boxOf(page.locator(selector).last())
  const bubble = (text: string) => page.locator('.theirs .bubble', { hasText: text })

  it('chats: what the user says on the right, the bot’s reply on the left', async () => {
    await say(page, '你好，<b>世界</b>')
    await page.locator('.mine .bubble', { hasText: '你好，<b>世界</b>' }).waitFor()
    await bubble('你好，<b>世界</b>').waitFor()
    expect(await page.locator('.chat b').count()).to.equal(0)
  })

  it('shows push, reply, handler and log line of a message', async () => {
    await say(page, '看看')
    await bubble('看看').waitFor()
    const inspector = page.locator('.inspector')
    await inspector.getByText('消息已处理').waitFor()
    await eventually(async () => {
      const [push, reply] = await inspector.locator('pre').allTextContents()
      expect(push).to.include('<Content><![CDATA[看看]]></Content>').and.to.include('<MsgId>')
      expect(reply).to.include('<Content><![CDATA[看看]]></Content>').and.to.not.include('MsgId')
    })
    const echo = inspector.locator('.asked .row', { hasText: 'echo' })
    await echo.getByText('回复了 → text').waitFor()
    expect(await echo.locator('code').textContent()).to.match(/^text, image, voice/)
  })

  it('shows who was asked: middleware around what ran inside it, who passed, and who failed', async () => {
    await say(page, 'around')
    await bubble('around').waitFor()
    const rows = page.locator('.asked .row')
    await page.locator('.asked .inside .inside .row').last().waitFor()
    await eventually(async () => {
      const texts = await rows.evaluateAll((all) =>
        all.map((one) => [...one.children].map((part) => part.textContent ?? '')),
      )
      const said = texts.map(([plugin, filter, , end]) => [plugin, filter?.split(',')[0], end])
      expect(said.map((parts) => parts.join(' '))).to.deep.equal([
        'dialog 中间件 跳过',
        'outer 中间件 跳过',
        'inner 中间件 跳过',
        'inner hears around 跳过',
        'echo text 回复了 → text',
      ])
    })
    await say(page, '出错')
    await page.locator('.asked .row.failed', { hasText: 'hears 出错' }).waitFor()
    await page.locator('.frame .failed', { hasText: 'the till is broken' }).waitFor()
    await page.locator('.asked .error').waitFor({ state: 'detached' })
  })

  it('shows news as a card, and links that say their text', async () => {
    await say(page, '菜单')
    await page.locator('.news .lead strong', { hasText: '今日点心' }).waitFor()
    await page.locator('.chat').evaluate((chat) => chat.replaceChildren())
    await say(page, '链接')
    const links = page.locator('.theirs .bubble').last()
    await links.getByRole('link', { name: '公众平台' }).waitFor()
    expect(await links.getByRole('link').getAttribute('href')).to.equal('https://mp.weixin.qq.com/')
    await links.getByRole('button', { name: '菜单' }).click()
    await page.locator('.mine .bubble', { hasText: '菜单' }).last().waitFor()
  })

  it('shows every other type of reply, and puts nothing of it into the page as HTML', async () => {
    const kinds = {
      音乐: '.card strong:text("茉莉花")',
      图片: '.theirs .photo.missing',
      声音: '.theirs .voice',
      影片: '.card strong:text("<i>影片</i>")',
    }
    for (const [text, shown] of Object.entries(kinds)) {
      await say(page, text)
      await page.locator(shown).waitFor()
    }
    expect(await page.locator('.block').getAttribute('href')).to.include('jasmine.mp3')
    await say(page, '多图文')
    await page.locator('.news .lead', { hasText: '第一' }).waitFor()
    await page.getByRole('button', { name: '更多' }).click()
    await page.getByRole('button', { name: '扫码' }).click()
    await page.locator('dialog').getByRole('button', { name: '扫码' }).click()
    await page.locator('.news .row', { hasText: '第二' }).waitFor()
    expect(await page.locator('.chat i, .chat script').count()).to.equal(0)
    expect(await page.locator('.chat a[href^="javascript"]').count()).to.equal(0)
  })

  it('draws the attempts of a slow handler: cut at five seconds, joined by the retry', async () => {
    await say(page, '慢慢来')
    await page.locator('.mark.open').waitFor()
    await bubble('七秒以后').waitFor()
    const lanes = page.locator('.timeline .lane')
    await page.locator('.mark.answered').waitFor()
    await lanes.filter({ hasText: /第 1 次请求.*5 秒断开/ }).waitFor()
    await lanes.filter({ hasText: /第 2 次请求.*加入等待/ }).waitFor()
    const { x: from, width } = await lastBox('.mark.cut')
    expect((await lastBox('.mark.answered')).x).to.be.closeTo(from + width, 2)
  })

  it('says of a 服务号’s late reply that it came by the API', async () => {
    await page.getByRole('button', { name: '服务号', exact: true }).click()
    await page.getByText('有客服接口').waitFor()
    await say(page, '慢一点')
    await page.locator('.head strong', { hasText: '对方正在输入…' }).waitFor()
    await page.locator('.later .bubble', { hasText: '七秒以后' }).waitFor()
    await page.locator('.later .tag', { hasText: '客服消息' }).waitFor()
    await page.locator('.head strong', { hasText: 'teahouse' }).waitFor()
    await page.getByRole('button', { name: '未认证订阅号' }).click()
    await page.getByText('没有接口').waitFor()
  })

  it('speaks safe mode, and shows both sides decrypted', async () => {
    await page.getByRole('button', { name: '安全', exact: true }).click()
    await page.locator('[data-key="mode-safe"][aria-pressed="true"]').waitFor()
    await say(page, '保密')
    await bubble('保密').waitFor()
    const parts = page.locator('.inspector section')
    for (const [clear, sealed] of [
      ['推送 XML', '推送原文'],
      ['回复 XML', '响应原文'],
    ] as const) {
      const xml = await parts.filter({ hasText: clear }).locator('pre').textContent()
      expect(xml).to.include('<![CDATA[保密]]>')
      const part = parts.filter({ hasText: sealed })
      await part.locator('summary').click()
      expect(await part.locator('pre').textContent())
        .to.include('<Encrypt>')
        .and.not.include('保密')
    }
    await page.getByRole('button', { name: '明文', exact: true }).click()
    await page.locator('[data-key="mode-plain"][aria-pressed="true"]').waitFor()
  })

  it('tells that a forged message is refused', async () => {
    await page.getByLabel('错误签名').check()
    await say(page, '骗你的')
    await page.locator('.notice.outage').waitFor()
    await page.locator('.verdict', { hasText: '403' }).waitFor()
  })

  it('stays open while a plugin is edited, and says what is wrong with it meanwhile', async () => {
    await say(page, 'word')
    await bubble('first').waitFor()
    dev.write('word.mjs', 'export default oh no')
    await page.locator('.state.failed').waitFor()
    await page.locator('.problem', { hasText: 'word.mjs' }).waitFor()
    dev.write('word.mjs', WORD('second'))
    await page.locator('.state.ready').waitFor()
    await page.locator('.problem').waitFor({ state: 'hidden' })
    await say(page, 'word')
    await bubble('second').waitFor()
    expect(await bubble('first').count()).to.equal(1)
  })

  it('speaks English, and remembers it', async () => {
    await page.getByRole('button', { name: 'English' }).click()
    await page.getByRole('button', { name: 'Service', exact: true }).waitFor()
    await page.reload()
    await page.getByText('running', { exact: true }).waitFor()
    await page.getByRole('button', { name: '中文' }).click()
    await page.getByText('运行中').waitFor()
  })

  it('names each plugin, also one with options', async () => {
    const names = ['shop', 'dialog', 'location-lookup', 'outer', 'inner', 'others', 'echo']
    await eventually(async () => {
      expect(await page.locator('.plugins .still').allTextContents()).to.deep.equal(names)
    })
  })

  it('has several users, each with a chat of their own', async () => {
    await say(page, 'of A')
    await bubble('of A').waitFor()
    await page.getByRole('button', { name: '用户 B' }).click()
    await page.locator('.chat .empty').waitFor()
    await page.getByRole('button', { name: '添加用户' }).click()
    await page.getByRole('button', { name: '用户 D' }).waitFor()
    await page.getByRole('button', { name: '用户 A' }).click()
    await bubble('of A').waitFor()
  })

  for (const colorScheme of ['light', 'dark'] as const) {
    it(`fits 375 pixels, ${colorScheme}`, async () => {
      const narrow = await open(browser, dev.page, {
        viewport: { width: 375, height: 700 },
        colorScheme,
      })
      await say(narrow, '一条很长的消息'.repeat(20))
      await narrow.locator('.theirs .bubble').waitFor()
      for (const tab of ['聊天', '详情', '设置']) {
        await narrow.getByRole('button', { name: tab, exact: true }).click()
        const width = await narrow.evaluate('document.documentElement.scrollWidth')
        expect(width, tab).to.be.at.most(375)
      }
      await narrow.getByRole('button', { name: '服务号', exact: true }).waitFor()
      expect(narrow.complaints).to.deep.equal([])
      await narrow.context().close()
    })
  }
})
