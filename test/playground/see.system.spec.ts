/** What the page shows of a message on its way: the handler that runs now, a reply that grows, what waits. */
import { expect } from 'chai'
import { type OpenPage, say } from './browser.js'
import { eventually, startDev, until } from './dev.js'
import { openForEach } from './suite.js'

const SENTENCES = Array.from({ length: 24 }, (_, i) => `第${i + 1}句，说的是茶。`)

const CONFIG = `import { DEMO_TOKEN, defineConfig, stream } from 'wechatbot'

const after = (ms) => new Promise((resolve) => setTimeout(resolve, ms))
async function* speak() {
  for (let i = 1; i <= ${SENTENCES.length}; i += 1) {
    await after(400)
    yield \`第\${i}句，说的是茶。\`
  }
}

export default defineConfig({
  bots: [{
    token: DEMO_TOKEN,
    overlap: 'queue',
    late: ['customer-service', 'mailbox'],
    plugins: [{
      name: 'tea',
      setup(scope) {
        scope.use((ctx, next) => next())
        scope.hears('先', () => undefined)
        scope.hears('先', async () => {
          await after(3000)
          return '好了'
        })
        scope.hears('讲讲茶', () => stream(speak()))
        scope.on('text', () => '嗯')
      },
    }],
  }],
})
`

describe('the playground, while a message is on its way', () => {
  let page: OpenPage
  openForEach(
    () => startDev({ 'wechatbot.config.mjs': CONFIG }),
    (opened) => {
      ;({ page } = opened)
    },
  )

  const rows = () =>
    page
      .locator('.asked .row')
      .evaluateAll((all) =>
        all.map((one) => `${one.children[1]?.textContent} ${one.children[3]?.textContent}`),
      )
  const shows = (...wanted: readonly string[]) =>
    eventually(async () => {
      expect(await rows()).to.deep.equal(wanted)
    })

  it('names the handler that runs now, and shows its time run on', async () => {
    await say(page, '先')
    await page.locator('.asked .row.running code').waitFor()
    await shows('中间件 正在运行', 'hears 先 跳过', 'hears 先 正在运行')
    const time = page.locator('.asked .row.running:has(code) .number')
    const before = await time.textContent()
    await until(
      async () => (await time.textContent()) !== before,
      () => `the time stands at ${before}`,
    )
    await page.locator('.asked .row.answered').waitFor()
    await shows('中间件 跳过', 'hears 先 跳过', 'hears 先 回复了 → text')
  })

  it('says that a message waits for the one before', async () => {
    await say(page, '先')
    await page.locator('.asked .row.running').first().waitFor()
    await say(page, '后')
    await page.locator('.inspector .waits', { hasText: '在等上一条消息' }).waitFor()
    await page.locator('.chat .notice', { hasText: '在等上一条消息' }).waitFor()
    await page.locator('.theirs .bubble', { hasText: '嗯' }).waitFor()
    await page.locator('.asked .row.answered code', { hasText: 'text' }).waitFor()
  })

  it('shows a reply as it is written, cut where its parts went out, and what the mailbox hands over', async () => {
    await say(page, '讲讲茶')
    const written = page.locator('.written')
    // Nothing is cut off before the first part goes out.
    await page.locator(`.written:has-text("${SENTENCES[1]}"):not(:has(.part))`).waitFor()
    await written.locator('.part .way.passive', { hasText: '被动回复' }).waitFor()
    await page.locator('.written[data-over=true]').waitFor()
    await page.locator('.written', { hasText: '还没送出' }).waitFor()
    await say(page, '继续')
    await page.getByText('由信箱交出：没有调用处理函数').waitFor()
    await page.locator('.mine', { hasText: '讲讲茶' }).click()
    await written.locator('.part .way.mailbox', { hasText: '信箱交出' }).waitFor()
    const texts = await written
      .locator('.part')
      .evaluateAll((all) => all.map((one) => one.firstChild?.textContent ?? ''))
    expect(texts.join('')).to.equal(SENTENCES.join(''))
    const lanes = await page.locator('.timeline .lane').allTextContents()
    expect(lanes.filter((text) => /^第 \d 段/.test(text))).to.have.length(texts.length)
  })

  it('names the API where the rest of a reply went out by it', async () => {
    await page.getByRole('button', { name: '服务号', exact: true }).click()
    await page.getByText('有客服接口').waitFor()
    await say(page, '讲讲茶')
    await page.locator('.written .part .way.customer-service', { hasText: '客服消息' }).waitFor()
    expect(await page.locator('.written .part').count()).to.equal(2)
  })
})
