/** Every state of the page, by the rules of axe-core: names, roles, contrast, order. */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { expect } from 'chai'
import type { Browser, BrowserContextOptions } from 'playwright-core'
import { type OpenPage, open, visit } from './browser.js'
import { type Dev, startDev } from './dev.js'
import { STATES } from './states.js'
import { launchOnce } from './suite.js'
import { BROKEN_FILES, FILES } from './tea-house.js'

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const EDITOR = { TERM_PROGRAM: 'vscode' }
const LOOKS: Readonly<Record<string, BrowserContextOptions>> = {
  'in Chinese': {},
  'in English, at 375 pixels': { locale: 'en-US', viewport: { width: 375, height: 740 } },
}

interface Violation {
  readonly id: string
  readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[]
}

/** What a reader of the report needs, of each element, in light and in dark. */
async function violationsOf(page: OpenPage): Promise<readonly string[]> {
  await page.evaluate(AXE)
  const found: string[] = []
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    const { violations } = (await page.evaluate('axe.run()')) as { violations: Violation[] }
    for (const { id, nodes } of violations) {
      for (const { html, failureSummary } of nodes) {
        found.push(`${colorScheme}: ${id}: ${html.slice(0, 200)} ${failureSummary}`)
      }
    }
  }
  return found
}

describe('the playground has no violation of axe-core', () => {
  let browser: Browser
  let dev: Dev
  let page: OpenPage

  launchOnce((launched) => {
    browser = launched
  })
  afterEach(() => page?.context().close())

  for (const [look, options] of Object.entries(LOOKS)) {
    describe(look, () => {
      before(async () => {
        dev = await startDev(FILES, [], EDITOR)
        await dev.says('ready')
      })
      after(() => dev?.stop('SIGKILL'))

      for (const { name, show, end } of STATES) {
        it(name, async () => {
          page = await open(browser, dev.page, options)
          await page.locator('[data-key=clear]').click()
          await page.locator('.chat .empty').waitFor()
          await show(page, dev)
          const violations = await violationsOf(page)
          await end?.(page, dev)
          expect(violations).to.deep.equal([])
        })
      }
    })

    it(`${look}: no start has succeeded`, async () => {
      dev = await startDev(BROKEN_FILES, [], EDITOR)
      await dev.says('no bot is running')
      page = await visit(browser, dev.page, options)
      await page.locator('.chat .failed').waitFor()
      expect(await violationsOf(page)).to.deep.equal([])
      await dev.stop('SIGKILL')
    })
  }
})
