/** The states of the page, to be looked at one by one. None depends on the language or the width of the page. */
import type { Page } from 'playwright-core'
import { say } from './browser.js'
import type { Dev } from './dev.js'
import { forget, openForm, openPanel, says, seen, sendForm, turnTo } from './moves.js'
import { BROKEN_FILES, FILES } from './tea-house.js'

export interface State {
  readonly name: string
  /** From an empty chat. */
  readonly show: (page: Page, dev: Dev) => Promise<void>
  /** Takes back what this state has changed. */
  readonly end?: (page: Page, dev: Dev) => Promise<void>
}

const go = async (page: Page, dev: Dev) => {
  dev.write('go', '')
  await turnTo(page, 'chat')
  await seen(page, '.theirs .bubble', '好了')
}

export const STATES: readonly State[] = [
  { name: 'empty', show: (page) => seen(page, '.empty .taps') },
  {
    name: 'chat',
    show: async (page) => {
      await say(page, '菜单')
      await seen(page, '.news .missing')
      await sendForm(page, 3)
      await seen(page, '.card .map')
      await sendForm(page, 1)
      await seen(page, '.mine .voice')
      await says(page, '谢谢 <b>老板</b>', '你说：谢谢')
    },
  },
  {
    name: 'details',
    show: async (page) => {
      await says(page, '你好', '你说：你好')
      await turnTo(page, 'details')
      await seen(page, '.log li')
    },
  },
  {
    name: 'settings',
    show: async (page) => {
      await says(page, '你好', '你说：你好')
      await turnTo(page, 'settings')
      await seen(page, '.switches.tools button')
    },
  },
  {
    name: 'waiting',
    show: async (page, dev) => {
      dev.remove('go')
      await say(page, '等')
      await seen(page, '.notice .dots')
    },
    end: go,
  },
  {
    name: 'running, and the next message queued',
    show: async (page, dev) => {
      dev.remove('go')
      await say(page, '等')
      await seen(page, '.notice .dots')
      await turnTo(page, 'details')
      await seen(page, '.asked .row.running')
      await turnTo(page, 'chat')
      await say(page, '后')
      await turnTo(page, 'details')
      await seen(page, '.inspector .waits')
    },
    end: go,
  },
  {
    name: 'growing reply',
    show: async (page) => {
      await say(page, '讲讲茶')
      await turnTo(page, 'details')
      await seen(page, '.written .rest', '第2句')
    },
    end: (page) => seen(page, '.written .way.passive'),
  },
  {
    name: 'reply that has grown',
    show: async (page) => {
      await say(page, '讲讲茶')
      await turnTo(page, 'details')
      await seen(page, '.written .way.passive')
    },
  },
  {
    name: 'open dialog',
    show: async (page) => {
      await says(page, '订位', '几位')
      await says(page, '4', '坐哪里')
      await turnTo(page, 'details')
      await page.locator('.user-data summary').click()
      await seen(page, '.user-data dt', 'seat')
    },
    end: forget,
  },
  {
    name: 'sessions and jobs of the user',
    show: async (page) => {
      await says(page, '茶', '记下了')
      await turnTo(page, 'details')
      await page.locator('.user-data summary').click()
      await seen(page, '.user-data li')
    },
    end: forget,
  },
  {
    name: 'error with its place',
    show: async (page) => {
      await say(page, '出错')
      await turnTo(page, 'details')
      await seen(page, '.frame .here')
    },
  },
  {
    name: 'refused push',
    show: async (page) => {
      await turnTo(page, 'settings')
      await page.locator('[data-key=forged]').check()
      await turnTo(page, 'chat')
      await say(page, '骗你的')
      await turnTo(page, 'details')
      await seen(page, '.advice h3', 'BAD_SIGNATURE')
    },
  },
  {
    name: 'click that nobody answers',
    show: async (page) => {
      await page.locator('.menubar > button').first().click()
      await turnTo(page, 'details')
      await seen(page, '.advice code', 'BOOK')
    },
  },
  {
    name: 'sub menu',
    show: async (page) => {
      await page.locator('.menubar summary').click()
      await seen(page, '.subs button')
    },
  },
  { name: 'other kinds of message', show: openPanel },
  { name: 'form of a picture', show: (page) => openForm(page, 0) },
  { name: 'form of a place', show: (page) => openForm(page, 3) },
  {
    name: 'message to edit',
    show: async (page) => {
      await says(page, '你好', '你说：你好')
      await turnTo(page, 'details')
      await page.locator('[data-key=editAgain]').click()
      await seen(page, 'dialog textarea')
    },
  },
  {
    name: 'test to save',
    show: async (page) => {
      await says(page, '你好', '你说：你好')
      await turnTo(page, 'settings')
      await page.locator('[data-key=saveSpec]').click()
      await seen(page, 'dialog code', 'shouldReply')
    },
  },
  {
    name: 'search',
    show: async (page) => {
      await says(page, '你好', '你说：你好')
      await page.getByRole('searchbox').fill('你好')
      await seen(page, '.found button')
    },
  },
  {
    name: 'ten users',
    show: async (page) => {
      for (let i = 0; i < 7; i += 1) await page.locator('.user.add').click()
      await seen(page, '.users select')
    },
  },
  {
    name: 'cleared',
    show: async (page) => {
      await says(page, '你好', '你说：你好')
      await page.locator('[data-key=clear]').click()
      await seen(page, '[data-key=restore]')
    },
  },
  {
    name: 'failed start beside bots that run',
    show: async (page, dev) => {
      await says(page, '你好', '你说：你好')
      dev.write('shop.mjs', BROKEN_FILES['shop.mjs'] ?? '')
      await seen(page, '.problem .frame .here')
    },
    end: async (page, dev) => {
      dev.write('shop.mjs', FILES['shop.mjs'] ?? '')
      await seen(page, '.state.ready')
    },
  },
  {
    name: 'eight hours later',
    show: async (page) => {
      await turnTo(page, 'settings')
      await page.locator('[data-key=later8]').click()
      await seen(page, '.tools small', ' h')
    },
  },
]
