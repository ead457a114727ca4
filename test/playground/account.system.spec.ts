/** The name and the face of the account on the page. */
import { expect } from 'chai'
import { type OpenPage, say, untilTrue } from './browser.js'
import { startDev } from './dev.js'
import { openForEach } from './suite.js'

const ECHO = "plugins: [{ name: 'echo', setup: (scope) => scope.on('text', () => '嗯') }]"
const CONFIG = `export default { bots: [
  { token: 'account-token', ${ECHO} },
  { token: 'account-token', name: 'orders', path: '/orders', ${ECHO} },
] }`

describe('the account on the playground', () => {
  let page: OpenPage
  const files = { 'wechatbot.config.mjs': CONFIG, 'package.json': '{ "name": "老张茶馆" }' }
  openForEach(
    () => startDev(files),
    (opened) => {
      ;({ page } = opened)
    },
  )

  const head = (name: string) => page.locator('.head strong', { hasText: name })
  const faceColor = () =>
    page.evaluate("getComputedStyle(document.querySelector('.theirs .face')).backgroundColor")

  it('has the name of the project where the bot has none, and its first character for a face', async () => {
    await head('老张茶馆').waitFor()
    await untilTrue(page, "document.title === '老张茶馆 · wechatbot playground'")
    await say(page, '你好')
    await page.locator('.theirs .face', { hasText: /^老$/ }).waitFor()
  })

  it('has the name of the bot where the configuration gives one, and another colour', async () => {
    await say(page, '你好')
    await page.getByRole('img', { name: '老张茶馆' }).waitFor()
    const project = await faceColor()
    await page.getByRole('combobox', { name: '机器人' }).selectOption('orders')
    await head('orders').waitFor()
    await untilTrue(page, "document.title === 'orders · wechatbot playground'")
    await say(page, '你好')
    await page.locator('.theirs .face', { hasText: /^O$/ }).waitFor()
    expect(await faceColor()).to.not.equal(project)
  })
})
