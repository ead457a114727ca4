/** What a user sends by a tap: the buttons of the declared menu, and the forms of other kinds. */
import { expect } from 'chai'
import { type OpenPage, say } from './browser.js'
import { startDev } from './dev.js'
import { FILES } from './showcase.js'
import { openForEach } from './suite.js'

describe('the playground', () => {
  let page: OpenPage
  openForEach(
    () => startDev(FILES),
    (opened) => {
      ;({ page } = opened)
    },
  )

  const bubble = (text: string) => page.locator('.theirs .bubble', { hasText: text })

  it('has the declared menu below the chat, with its sub menu, for mouse and keyboard', async () => {
    await page.getByRole('button', { name: '今日点心' }).click()
    await bubble('酒酿圆子').waitFor()
    const summary = page.locator('.menubar summary', { hasText: '关于' })
    await summary.focus()
    await page.keyboard.press('Enter')
    await page.getByRole('button', { name: '营业时间' }).focus()
    await page.keyboard.press('Enter')
    await bubble('9:00').waitFor()
    expect(await page.getByRole('button', { name: '营业时间' }).isVisible()).to.equal(false)
  })

  it('pushes for a menu’s buttons what WeChat pushes: a place, a code, pictures', async () => {
    const pushed = page.locator('.inspector pre', { hasText: 'EventKey' }).first()
    const press = async (name: string) => {
      await page.locator('.menubar summary', { hasText: '关于' }).click()
      await page.getByRole('button', { name, exact: true }).click()
    }
    await press('在哪')
    await page.getByRole('button', { name: '成都' }).click()
    await page.locator('dialog').getByRole('button', { name: '发送' }).click()
    await pushed.filter({ hasText: '<Location_X><![CDATA[30.572815]]>' }).waitFor()
    await press('扫码领券')
    await page.locator('dialog input').fill('coupon 7')
    await page.keyboard.press('Enter')
    await pushed.filter({ hasText: '<ScanResult><![CDATA[coupon 7]]>' }).waitFor()
    await press('晒图')
    await page.locator('.mine .photo').waitFor()
    await page.locator('.notice', { hasText: 'pic_photo_or_album' }).click()
    await pushed.filter({ hasText: '<Count>1</Count>' }).waitFor()
  })

  it('sends a location of a city, and other kinds', async () => {
    await say(page, 'hi')
    await page.getByRole('button', { name: '更多' }).click()
    await page.getByRole('button', { name: '位置' }).click()
    await page.getByRole('button', { name: '成都' }).click()
    await page.locator('dialog').getByRole('button', { name: '发送' }).click()
    await bubble('四川省成都市').waitFor()
    await page.getByRole('button', { name: '更多' }).click()
    await page.getByRole('button', { name: '关注', exact: true }).click()
    await page.locator('dialog').getByRole('button', { name: '关注' }).click()
    await bubble('欢迎光临').waitFor()
  })
})
