/** The states of the page, to be looked at one by one. None depends on the language or the width of the page. */
import type { Page } from 'playwright-core'
import { say } from './browser.js'
import type { Dev } from './dev.js'

/** The name of the user's code. One state breaks this file. */
const SHOP = `import { existsSync } from 'node:fs'

const after = (ms) => new Promise((resolve) => setTimeout(resolve, ms))
async function* speak() {
  for (let i = 1; i <= 30; i += 1) {
    await after(150)
    yield \`第\${i}句，说的是茶。\`
  }
}

export const shop = {
  name: 'shop',
  setup(scope) {
    const cart = scope.session({ name: 'cart', initial: () => [] })
    const remind = scope.job('remind', () => {})
    scope.use((ctx, next) => next())
    scope.hears('等', async () => {
      while (!existsSync('go')) await after(20)
      return '好了'
    })
    scope.hears('讲讲茶', () => stream(speak()))
    scope.hears('出错', () => {
      throw new RangeError('no more tea')
    })
    scope.hears('茶', async (ctx) => {
      await cart.update(ctx, (items) => [...items, '茶'])
      await remind.at(3_600_000, '喝茶', { openid: ctx.from })
      return '记下了'
    })
    scope.hears('菜单', () => ({
      type: 'news',
      articles: [
        { title: '今日点心', description: '桂花糕，十二元', picUrl: 'http://127.0.0.1:1/cake.png' },
      ],
    }))
    scope.on('text', ({ message }) => \`你说：\${message.Content}\`)
    scope.on(['image', 'voice', 'video', 'location', 'link'], () => '收到')
  },
}
`
const CONFIG = `import { DEMO_TOKEN, defineConfig } from 'wechatbot'
import { shop } from './shop.mjs'

const booking = {
  name: 'booking',
  start: ['订位'],
  steps: [
    { name: 'people', ask: '几位？', type: 'integer' },
    { name: 'seat', ask: '坐哪里？', type: 'choice', choices: ['大厅', '包间'] },
  ],
  done: '已订 {people} 位',
}
const sub_button = [{ name: '营业时间', type: 'click', key: 'HOURS' }]
const menu = { button: [{ name: '订位', type: 'click', key: 'BOOK' }, { name: '关于', sub_button }] }

export default defineConfig({
  bots: [{
    token: DEMO_TOKEN,
    overlap: 'queue',
    menu,
    plugins: [['dialog', booking], shop],
  }],
})
`
const PARTS = { 'package.json': '{ "name": "老张茶馆", "type": "module" }' }

export const FILES: Readonly<Record<string, string>> = {
  ...PARTS,
  'wechatbot.config.mjs': CONFIG,
  'shop.mjs': `import { stream } from 'wechatbot'\n${SHOP}`,
}
/** No start succeeds with these. */
export const BROKEN_FILES: Readonly<Record<string, string>> = {
  ...FILES,
  'shop.mjs': SHOP.replace("'好了'", "'好了"),
}

export interface State {
  readonly name: string
  /** From an empty chat. */
  readonly show: (page: Page, dev: Dev) => Promise<void>
  /** Takes back what this state has changed. */
  readonly end?: (page: Page, dev: Dev) => Promise<void>
}

/** A wide page shows all of them at once. */
export async function turnTo(page: Page, tab: 'chat' | 'details' | 'settings'): Promise<void> {
  const button = page.locator(`#bar [data-key=${tab}]`)
  if (!(await button.isVisible())) return
  await button.click()
  await page.locator(`body[data-tab=${tab}]`).waitFor()
}

const seen = (page: Page, selector: string, hasText?: string) =>
  page
    .locator(selector, hasText === undefined ? {} : { hasText })
    .first()
    .waitFor()

async function says(page: Page, text: string, answer: string): Promise<void> {
  await say(page, text)
  await seen(page, '.theirs .bubble', answer)
}

/** Opens the form of the n-th kind of message, or the form of the menu's own. */
async function openForm(page: Page, n: number): Promise<void> {
  await openPanel(page)
  await page.locator('.panel button').nth(n).click()
  await seen(page, 'dialog[open]')
}

async function openPanel(page: Page): Promise<void> {
  const swap = page.locator('.composer:has(.menubar) .swap')
  if (await swap.isVisible()) await swap.click()
  await page.locator('.textbar .more').click()
  await seen(page, '.panel button')
}

async function sendForm(page: Page, n: number): Promise<void> {
  await openForm(page, n)
  await page.locator('dialog [type=submit]').click()
}

async function forget(page: Page): Promise<void> {
  await page.locator('.user-data > .chip').click()
  await page.locator('.user-data').waitFor({ state: 'detached' })
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
