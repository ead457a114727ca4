/**
 * `node test/dist/playground/screenshots.js`: takes the pictures of docs/playground anew, of the example
 * `showcase` on port 3000. The machine needs Chinese and emoji fonts.
 */
import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { BrowserContextOptions } from 'playwright-core'
import { ROOT } from '../root.js'
import { findChromium, launch, type OpenPage, open, say } from './browser.js'
import { startDev } from './dev.js'

const FOLDER = join(ROOT, 'docs/playground')
const NARROW = { viewport: { width: 375, height: 720 }, deviceScaleFactor: 2 }

const executable = findChromium()
if (executable === undefined) throw new Error('no chromium; set CHROMIUM_PATH')
mkdirSync(FOLDER, { recursive: true })
const config = readFileSync(join(ROOT, 'examples/showcase/wechatbot.config.ts'), 'utf8')
const files = { 'wechatbot.config.ts': config, 'package.json': '{ "name": "茶馆" }' }
const dev = await startDev(files, ['--port', '3000'])
const browser = await launch(executable)
try {
  await dev.says('ready')
  await take('chat', {}, async (page) => {
    await page.getByRole('button', { name: '服务号', exact: true }).click()
    await page.getByText('有客服接口').waitFor()
    await say(page, '菜单')
    await page.locator('.news').waitFor()
    await say(page, '链接')
    await page.locator('.says').waitFor()
    await page.getByRole('button', { name: '更多' }).click()
    await page.getByRole('button', { name: '位置' }).click()
    await page.getByRole('button', { name: '成都' }).click()
    await page.locator('dialog').getByRole('button', { name: '发送' }).click()
    await page.locator('.bubble', { hasText: '四川' }).waitFor()
    await say(page, '讲讲茶')
    await page.locator('.written .rest', { hasText: '普洱' }).waitFor()
  })
  await take('dark-english', { colorScheme: 'dark', locale: 'en-US' }, async (page) => {
    await page.locator('.later .bubble', { hasText: '哪一种' }).waitFor()
    await say(page, '慢一点')
    await page.locator('.later .bubble', { hasText: '七秒' }).waitFor()
    await page.getByRole('button', { name: 'Menu' }).click()
    await page.locator('summary').click()
  })
  await take('phone', NARROW, async (page) => {
    await page.locator('.news .cover').waitFor()
  })
  await take('phone-details', NARROW, async (page) => {
    await page.getByRole('button', { name: '详情', exact: true }).click()
  })
} finally {
  await browser.close()
  await dev.stop()
}

async function take(
  name: string,
  options: BrowserContextOptions,
  prepare: (page: OpenPage) => Promise<void>,
): Promise<void> {
  const page = await open(browser, dev.page, options)
  await prepare(page)
  await page.waitForTimeout(300)
  await page.screenshot({ path: join(FOLDER, `${name}.png`) })
  await page.context().close()
}
