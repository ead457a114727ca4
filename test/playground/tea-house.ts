/** The files of the bot whose page is looked at. */

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
/** The options of a dialog, as code. */
export const BOOKING = `{
  name: 'booking',
  start: ['订位'],
  steps: [
    { name: 'people', ask: '几位？', type: 'integer' },
    { name: 'seat', ask: '坐哪里？', type: 'choice', choices: ['大厅', '包间'] },
  ],
  done: '已订 {people} 位',
}`
const CONFIG = `import { DEMO_TOKEN, defineConfig } from 'wechatbot'
import { shop } from './shop.mjs'

const booking = ${BOOKING}
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
