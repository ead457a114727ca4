/** A configuration whose process kills itself at the moment that its `about.json` names. */

export const TOKEN = 'crash-token'

/** The process that has no `killAt` is the one that goes on. */
export const KILLABLE = `
import { existsSync, readFileSync } from 'node:fs'
import { ServerResponse } from 'node:http'
import { createSqliteStore } from '@wechatbot/sqlite'
const { late, api, killAt, sentences } = JSON.parse(readFileSync(new URL('./about.json', import.meta.url), 'utf8'))
const die = () => process.kill(process.pid, 'SIGKILL')
const at = (moment) => { if (killAt !== undefined && killAt === moment) die() }
const store = createSqliteStore({ file: new URL('./bot.db', import.meta.url).pathname })
const hooked = (part, hooks) => ({ ...part, ...Object.fromEntries(Object.entries(hooks).map(([name, { before, after }]) => [name, async (...args) => {
  if (before) at(before(...args))
  const result = await part[name](...args)
  if (after) at(after(...args))
  return result
}])) })
const has = (word, moment) => (key) => (String(key).split('|').includes(word) ? moment : undefined)
const { fetch } = globalThis
globalThis.fetch = async (url, init) => {
  const isSend = String(url).includes('/custom/send')
  if (isSend) at('before the call')
  const response = await fetch(url, init)
  if (isSend) at('call answered')
  return response
}
const { end } = ServerResponse.prototype
ServerResponse.prototype.end = function (...args) {
  at('before the answer left')
  return end.apply(this, args)
}
const wait = (ms) => new Promise((done) => setTimeout(done, ms))
export default {
  log: { level: 'info' }, server: { host: '127.0.0.1' },
  store: {
    ...store,
    values: hooked(store.values, {
      set: { before: has('promise', 'before the promise') },
      replace: { before: has('sent', 'reply there') },
    }),
    sets: hooked(store.sets, {
      add: { after: has('promises', 'promise made') },
      remove: { before: has('promises', 'before the removal') },
    }),
    late: hooked(store.late, {
      put: {
        before: (_, { id }) => (id.endsWith('#0') ? 'before the page' : undefined),
        after: (_, { id }) => (id.endsWith('#0') ? 'page there' : undefined),
      },
      remove: { before: () => 'before the place is given up', after: () => 'place given up' },
    }),
    turns: hooked(store.turns, { finish: { before: () => 'before the end of the turn' } }),
  },
  bots: [{ token: '${TOKEN}', deadlineMs: 300, late, ...api,
    plugins: [{ name: 'slow', setup(scope) {
      scope.hears('讲讲茶', async function () {
        return (async function* () {
          for (const [i, sentence] of sentences.entries()) {
            await wait(40)
            if (i === 20) at('twenty sentences')
            yield sentence
          }
        })()
      })
      scope.hears('茶', async () => {
        while (!existsSync(new URL('./asked', import.meta.url))) await wait(20)
        at('handler running')
        return '想好了'
      })
    } }] }],
}`
