import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { type OpenPage, say } from './browser.js'
import { type Dev, eventually, startDev } from './dev.js'
import { openForEach } from './suite.js'

/** Says the hour of its clock, and what it gets. */
const CONFIG = `
const ran = []
const plugin = { name: 'tools', setup(scope) {
  const remind = scope.job('remind', () => { ran.push('reminder') })
  scope.every('0 * * * *', () => { ran.push('hour') })
  scope.hears('提醒我', async () => { await remind.at(2 * 3_600_000, {}); return '好' })
  scope.hears('做了什么', () => '做了：' + ran.join(' '))
  scope.hears('几点', () => String(Math.floor(scope.clock.now() / 3_600_000)))
  scope.hears('你好', () => '你好！')
  scope.on('image', async ({ message }) => {
    const response = await fetch(message.PicUrl)
    return response.headers.get('content-type') + ' ' + (await response.arrayBuffer()).byteLength
  })
  scope.on('voice', ({ message }) => message.Format)
  scope.on('location', ({ message }) => message.Label)
} }
const menu = { button: [{ name: '订位', type: 'click', key: 'BOOK' }] }
export default { bots: [{ token: 'tools-token', plugins: [plugin], menu }] }
`
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)

describe('the playground, with a chat in hand', () => {
  let dev: Dev
  let page: OpenPage
  openForEach(
    () => startDev({ 'wechatbot.config.mjs': CONFIG }),
    (opened) => {
      ;({ dev, page } = opened)
    },
  )

  const button = (name: string) => page.getByRole('button', { name, exact: true })
  const theirs = (text: string | RegExp) => page.locator('.theirs .bubble', { hasText: text })
  const dialog = () => page.locator('dialog')
  const openSendable = async (name: string) => {
    if ((await button('键盘').count()) > 0) await button('键盘').click()
    await button('更多').click()
    await button(name).last().click()
  }

  it('sends a message again, as it was and changed', async () => {
    await say(page, '你好')
    await theirs('你好！').waitFor()
    await button('再发一次').click()
    await page.locator('.mine').nth(1).waitFor()
    await theirs('你好！').nth(1).waitFor()
    await button('改一改再发').click()
    await dialog().locator('textarea').fill('别的\n两行')
    await dialog().getByRole('button', { name: '发送' }).click()
    await page.locator('.mine .bubble', { hasText: '两行' }).waitFor()
    await eventually(async () => {
      expect(await page.locator('.mine').count()).to.equal(3)
    })
  })

  it('sends a place again with every field, also those that nobody changed', async () => {
    await openSendable('位置')
    await button('成都').click()
    await dialog().getByRole('button', { name: '发送' }).click()
    await theirs('成都').waitFor()
    await button('改一改再发').click()
    await dialog().getByLabel('Label').fill('锦里')
    await dialog().getByRole('button', { name: '发送' }).click()
    await theirs('锦里').waitFor()
    await page.locator('.mine .card', { hasText: '30.572815' }).nth(1).waitFor()
  })

  it('saves the chat as a test that passes', async () => {
    await say(page, '你好')
    await theirs('你好！').waitFor()
    await button('存成测试').click()
    const shown = await dialog().locator('code').textContent()
    expect(shown).to.include("await user.says('你好').shouldReply('你好！')")
    await button('写入 test/').click()
    await dialog().getByText('npx jiti test/playground-1.spec.ts').waitFor()
    const saved = readFileSync(join(dev.folder, 'test/playground-1.spec.ts'), 'utf8')
    expect(saved).to.equal(shown)
    // Node.js 20 reads no TypeScript, and this file has none.
    writeFileSync(join(dev.folder, 'saved.spec.mjs'), saved)
    const run = () =>
      execFileSync(process.execPath, ['--test', 'saved.spec.mjs'], { cwd: dev.folder })
    expect(String(run())).to.match(/pass 1\s/)
    await button('写入 test/').click()
    await dialog().getByText('test/playground-2.spec.ts').waitFor()
    expect(existsSync(join(dev.folder, 'test/playground-2.spec.ts'))).to.equal(true)
  })

  it('sends a picture and a voice of this machine', async () => {
    await openSendable('图片')
    const picture = { name: '图.png', mimeType: 'image/png', buffer: PNG }
    await dialog().getByLabel('本机的文件').setInputFiles(picture)
    await dialog().getByRole('button', { name: '发送' }).click()
    await theirs(`image/png ${PNG.byteLength}`).waitFor()
    await page.locator('.mine img.photo').waitFor()
    await openSendable('语音')
    const voice = { name: '声.amr', mimeType: '', buffer: Buffer.from('#!AMR\n') }
    await dialog().getByLabel('本机的文件').setInputFiles(voice)
    await dialog().getByRole('button', { name: '发送' }).click()
    await theirs('amr').waitFor()
  })

  it('lets eight hours pass for the bot, also over a start of new code', async () => {
    const hour = async () => {
      const told = await theirs(/^\d+$/).count()
      await say(page, '几点')
      const answer = theirs(/^\d+$/).nth(told)
      await answer.waitFor()
      return Number(await answer.textContent())
    }
    const before = await hour()
    await button('八小时后').click()
    await page.locator('.tools', { hasText: '+8 h' }).waitFor()
    expect(await hour()).to.be.within(before + 8, before + 9)
    await eventually(async () => {
      expect(await page.locator('.chat time').count()).to.equal(2)
    })
    dev.write('wechatbot.config.mjs', `${CONFIG}// changed`)
    await dev.says('ready', dev.output().length)
    expect(await hour()).to.be.within(before + 8, before + 9)
  })

  it('runs the jobs of those hours, each once', async () => {
    await say(page, '提醒我')
    await theirs('好').waitFor()
    await button('八小时后').click()
    await page.locator('.tools button:disabled').waitFor()
    await page.locator('.tools button:disabled').waitFor({ state: 'detached' })
    await say(page, '做了什么')
    await theirs('做了').waitFor()
    const ran = (await theirs('做了').textContent())?.slice(3).split(' ') ?? []
    expect(ran.filter((one) => one === 'reminder')).to.have.length(1)
    // The test may itself begin or end at a full hour.
    expect(ran.filter((one) => one === 'hour').length).to.be.within(8, 9)
  })

  it('finds messages of every user', async () => {
    await say(page, '你好')
    await theirs('你好！').waitFor()
    await button('用户 B').click()
    await page.locator('.chat .empty').waitFor()
    const search = page.getByRole('searchbox')
    await search.fill('没有的')
    await page.locator('.found', { hasText: '没有这样的消息' }).waitFor()
    await search.fill('你好！')
    await page.locator('.found button', { hasText: 'A 你好' }).click()
    await theirs('你好！').waitFor()
    await page.locator('.found').waitFor({ state: 'hidden' })
  })

  it('names the button of a click that nobody answers, and the code that would', async () => {
    await button('订位').click()
    await page.locator('.chat .notice', { hasText: '按钮「订位」' }).waitFor()
    const code = await page.locator('.advice code').textContent()
    expect(code).to.include("if (message.EventKey === 'BOOK') return '收到'")
    const changed = CONFIG.replace('scope.hears', `${code}\n  scope.hears`)
    dev.write('wechatbot.config.mjs', changed)
    await dev.says('ready', dev.output().length)
    // Two events of one second are one event.
    await page.waitForTimeout(1000)
    await button('再发一次').click()
    await theirs('收到').waitFor()
    dev.write('wechatbot.config.mjs', CONFIG)
    await dev.says('ready', dev.output().length)
  })

  it('brings back what was cleared', async () => {
    await say(page, '你好')
    await theirs('你好！').waitFor()
    await button('清空').click()
    await page.locator('.chat .empty').waitFor()
    await button('恢复').click()
    await theirs('你好！').waitFor()
    await button('恢复').waitFor({ state: 'detached' })
  })
})
