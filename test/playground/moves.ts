/** What a user does on the page. */
import type { Page } from 'playwright-core'
import { say } from './browser.js'

/** A wide page shows all of them at once. */
export async function turnTo(page: Page, tab: 'chat' | 'details' | 'settings'): Promise<void> {
  const button = page.locator(`#bar [data-key=${tab}]`)
  if (!(await button.isVisible())) return
  await button.click()
  await page.locator(`body[data-tab=${tab}]`).waitFor()
}

/** Waits until the page shows it. */
export const seen = (page: Page, selector: string, hasText?: string) =>
  page
    .locator(selector, hasText === undefined ? {} : { hasText })
    .first()
    .waitFor()

/** Says a text in the chat, and waits for the answer. */
export async function says(page: Page, text: string, answer: string): Promise<void> {
  await say(page, text)
  await seen(page, '.theirs .bubble', answer)
}

/** Opens the form of the n-th kind of message, or the form of the menu's own. */
export async function openForm(page: Page, n: number): Promise<void> {
  await openPanel(page)
  await page.locator('.panel button').nth(n).click()
  await seen(page, 'dialog[open]')
}

export async function openPanel(page: Page): Promise<void> {
  const swap = page.locator('.composer:has(.menubar) .swap')
  if (await swap.isVisible()) await swap.click()
  await page.locator('.textbar .more').click()
  await seen(page, '.panel button')
}

export async function sendForm(page: Page, n: number): Promise<void> {
  await openForm(page, n)
  await page.locator('dialog [type=submit]').click()
}

/** Forgets what the bot keeps of the user. */
export async function forget(page: Page): Promise<void> {
  await page.locator('.user-data > .chip').click()
  await page.locator('.user-data').waitFor({ state: 'detached' })
}
