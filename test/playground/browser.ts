/** A real browser: Debian's chromium, driven by playwright-core. */
import { existsSync } from 'node:fs'
import {
  type Browser,
  type BrowserContextOptions,
  chromium,
  type Locator,
  type Page,
} from 'playwright-core'
import { PATIENCE_MS, until } from './dev.js'

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']

/**
 * Where the browser is: CHROMIUM_PATH, or where packages put it. Without one a spec is pending, unless
 * WECHATBOT_REQUIRE names it.
 */
export function findChromium(): string | undefined {
  const { CHROMIUM_PATH, WECHATBOT_REQUIRE = '' } = process.env
  const found = [CHROMIUM_PATH ?? '', ...PLACES].find((place) => existsSync(place))
  if (found === undefined && WECHATBOT_REQUIRE.split(',').includes('chromium')) {
    throw new Error('WECHATBOT_REQUIRE names chromium, and there is none; set CHROMIUM_PATH')
  }
  return found
}

export async function launch(executablePath: string): Promise<Browser> {
  // As root, as in most containers, its own sandbox does not start.
  const args = ['--no-sandbox', '--disable-gpu']
  return chromium.launch({ executablePath, args, timeout: PATIENCE_MS })
}

export interface OpenPage extends Page {
  /** What the page has complained of: errors of scripts, and what its policy forbids. */
  readonly complaints: readonly string[]
}

/** The playground in a window of its own. */
export async function visit(
  browser: Browser,
  url: string,
  options: BrowserContextOptions = {},
): Promise<OpenPage> {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 860 },
    locale: 'zh-CN',
    ...options,
  })
  const page = await context.newPage()
  const complaints: string[] = []
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('console', (message) => {
    // Pictures that lead nowhere are part of the samples.
    const isPicture = message.text().startsWith('Failed to load resource')
    if (message.type() === 'error' && !isPicture) complaints.push(message.text())
  })
  page.setDefaultTimeout(PATIENCE_MS)
  await page.goto(url)
  return Object.assign(page, { complaints })
}

/** The same once its bots are ready. */
export async function open(
  browser: Browser,
  url: string,
  options?: BrowserContextOptions,
): Promise<OpenPage> {
  const page = await visit(browser, url, options)
  await page.locator('.state.ready').waitFor()
  return page
}

/**
 * Waits until an expression is true on the page. `waitForFunction` would run it by `eval` from the second time on, which
 * the page forbids.
 */
export async function untilTrue(page: Page, expression: string): Promise<void> {
  await until(
    () => page.evaluate(`Boolean(${expression})`) as Promise<boolean>,
    () => `never true: ${expression}`,
  )
}

type Box = NonNullable<Awaited<ReturnType<Locator['boundingBox']>>>

/** The place and size of an element, in pixels. Looks again if the page has just removed it to draw it anew. */
export async function boxOf(locator: Locator): Promise<Box> {
  let box: Box | null = null
  await until(
    async () => {
      box = await locator.boundingBox()
      return box !== null
    },
    () => `${locator} is not to be seen`,
  )
  return box as unknown as Box
}

/** Types a text of the user's and sends it by Enter. */
export async function say(page: Page, text: string): Promise<void> {
  const keyboard = page.getByRole('button', { name: /^(键盘|Keyboard)$/ })
  const field = page.locator('textarea')
  // Either the menu is shown, or the text field.
  await keyboard.or(field).waitFor()
  if (await keyboard.isVisible()) await keyboard.click()
  await field.fill(text)
  await field.press('Enter')
  // Until then an empty chat shows what may be said first, with buttons of its own.
  await page.locator('.empty').waitFor({ state: 'detached' })
}
