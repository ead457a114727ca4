/** What suites of the page have in common: one run of the bots, and an empty page for each spec. */
import { expect } from 'chai'
import type { Browser } from 'playwright-core'
import { findChromium, launch, type OpenPage, open } from './browser.js'
import type { Dev } from './dev.js'

/** The end of the bots' output that a failed spec shows, in characters. */
const OUTPUT_LENGTH = 4000

export interface Opened {
  readonly browser: Browser
  readonly dev: Dev
  readonly page: OpenPage
}

/** Launches a browser for all specs of a suite. Without a browser they are pending. */
export function launchOnce(onLaunch: (browser: Browser) => void): void {
  const executable = findChromium()
  let browser: Browser
  before(async function () {
    if (executable === undefined) return this.skip()
    browser = await launch(executable)
    onLaunch(browser)
  })
  after(() => browser?.close())
}

/** Starts the bots once, and opens an empty page for each spec. A page that complains fails its spec. */
export function openForEach(start: () => Promise<Dev>, onOpen: (opened: Opened) => void): void {
  let browser: Browser
  let dev: Dev
  let page: OpenPage

  launchOnce((launched) => {
    browser = launched
  })
  before(async () => {
    dev = await start()
    await dev.says('ready')
  })
  after(() => dev?.stop('SIGKILL'))
  beforeEach(async () => {
    page = await open(browser, dev.page)
    await page.getByRole('button', { name: '清空' }).click()
    onOpen({ browser, dev, page })
  })
  afterEach(function () {
    const { currentTest: spec } = this
    if (spec?.err) spec.err.message += `\nThe bots said:\n${dev.output().slice(-OUTPUT_LENGTH)}`
  })
  afterEach(async () => {
    const { complaints } = page
    await page.context().close()
    expect(complaints).to.deep.equal([])
  })
}
