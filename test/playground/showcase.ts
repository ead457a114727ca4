/** The files of the bot that the page shows everything of. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from '../root.js'

/** The example that shows everything, with plugins by path where a spec edits one. */
const CONFIG = readFileSync(join(ROOT, 'examples/showcase/wechatbot.config.ts'), 'utf8')
const OTHERS = `{ name: 'others', setup(scope) {
  const articles = [{ title: '第一', picUrl: 'http://[', url: 'javascript:alert(1)' }, { title: '第二', picUrl: 'x y' }]
  scope.hears('word', () => word)
  scope.hears('声音', () => ({ type: 'voice', mediaId: 'v' }))
  scope.hears('影片', () => ({ type: 'video', mediaId: 'v', title: '<i>影片</i>' }))
  scope.hears('多图文', () => ({ type: 'news', articles: articles.slice(0, 1) }))
  scope.on('event:SCAN', () => ({ type: 'news', articles }))
} }`
const OUTER = `{ name: 'outer', setup: (scope) => scope.use((ctx, next) => next()) },
  { name: 'inner', setup(scope) {
    scope.use(async (ctx, next) => { await next() })
    scope.hears('around', () => undefined)
  } }`
const BUTTONS = `{ name: '在哪', type: 'location_select', key: 'where' },
  { name: '扫码领券', type: 'scancode_push', key: 'coupon' },
  { name: '晒图', type: 'pic_photo_or_album', key: 'show' }`
/** Of five buttons, this page has its own. */
const BOOKING = "{ name: '订位', type: 'click', key: 'BOOK' },"
export const WORD = (word: string) => `export default '${word}'`
export const FILES = {
  'wechatbot.config.ts': `import word from './word.mjs'\n${CONFIG.replace(BOOKING, '').replace("'echo'", `${OUTER}, ${OTHERS}, 'echo'`).replace('sub_button: [', `sub_button: [${BUTTONS}, `)}`,
  'word.mjs': WORD('first'),
  'package.json': '{ "name": "teahouse" }',
}
