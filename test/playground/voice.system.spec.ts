/** Voices on the page: the browser plays those whose type it knows. */
import { type OpenPage, say, untilTrue } from './browser.js'
import { startDev } from './dev.js'
import { openForEach } from './suite.js'

const CONFIG = `
const plugin = { name: 'voice', setup(scope) {
  scope.hears('唱', () => ({ type: 'voice', mediaId: 'nobody-has-uploaded-it' }))
  scope.on('voice', ({ message }) => message.Format)
} }
export default { bots: [{ token: 'voice-token', plugins: [plugin] }] }
`
/** A quarter of a second of silence: frames of MPEG 1, layer III, 128 kbit/s, 44.1 kHz. */
const FRAME = Buffer.concat([Buffer.from([0xff, 0xfb, 0x90, 0x64]), Buffer.alloc(413)])
const MP3 = Buffer.concat(Array.from({ length: 10 }, () => FRAME))

describe('a voice on the playground', () => {
  let page: OpenPage
  openForEach(
    () => startDev({ 'wechatbot.config.mjs': CONFIG }),
    (opened) => {
      ;({ page } = opened)
    },
  )

  const send = async (name: string, mimeType: string, buffer: Buffer) => {
    await page.getByRole('button', { name: '更多' }).click()
    await page.getByRole('button', { name: '语音' }).last().click()
    const dialog = page.locator('dialog')
    await dialog.getByLabel('本机的文件').setInputFiles({ name, mimeType, buffer })
    await dialog.getByRole('button', { name: '发送' }).click()
  }
  const mine = () => page.locator('.mine .voice')

  it('is played where the browser knows its type', async () => {
    await send('茶.mp3', 'audio/mpeg', MP3)
    await page.locator('.theirs .bubble', { hasText: 'mp3' }).waitFor()
    await mine().locator('audio').waitFor()
    // A narrower one has no room for its button.
    await untilTrue(page, "document.querySelector('.mine audio').offsetWidth >= 200")
    await untilTrue(page, "document.querySelector('.mine audio').duration > 0")
    await page.evaluate("document.querySelector('.mine audio').play()")
    await untilTrue(page, "document.querySelector('.mine audio').currentTime > 0")
  })

  it('says so where it cannot be played: AMR, and a file that is not there', async () => {
    await send('茶.amr', '', Buffer.from('#!AMR\n'))
    await mine().getByText('浏览器不支持 AMR').waitFor()
    await mine().locator('audio').waitFor({ state: 'detached' })
    await say(page, '唱')
    await page.locator('.theirs .voice').getByText('没有这个文件').waitFor()
  })

  it('has no sound as a sample', async () => {
    await page.getByRole('button', { name: '更多' }).click()
    await page.getByRole('button', { name: '语音' }).last().click()
    await page.locator('dialog').getByRole('button', { name: '发送' }).click()
    await page.locator('.mine .voice:not(:has(audio))', { hasText: '你好' }).waitFor()
  })
})
