// What is measured: each a process of its own.
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { folder } from './process.mjs'

const here = (path) => fileURLToPath(new URL(path, import.meta.url))
export const WECHATBOT = here('../../packages/cli/bin/wechatbot.js')
const CONFIG = here('servers/wechatbot.config.js')
/** Bots of the row with many. */
const BOTS = 50
/** Plugins of the row with many. */
const PLUGINS = 50

/** Rows of one feature each, and their names in servers/features.mjs. */
export const FEATURES = [
  ['a growing reply', 'growing'],
  ['a session', 'session'],
  ['a dialog', 'dialog'],
  ['a job', 'job'],
]

/** All rows, in the order of the table. Without Redis, those that need it are left out. */
export function subjects(redisUrl) {
  const redis = redisUrl === undefined ? [] : [['plain'], ['safe']]
  return [
    { name: 'node:http', isConstant: true, command: [here('servers/http.mjs')] },
    { name: 'Koa + raw-body', isConstant: true, command: [here('servers/koa.mjs')] },
    { name: 'co-wechat plain', command: [here('servers/co-wechat.mjs')] },
    wechatbot('wechatbot plain'),
    { name: 'co-wechat safe', isSafe: true, command: [here('servers/co-wechat.mjs'), 'safe'] },
    wechatbot('wechatbot safe', { mode: 'safe' }),
    ...redis.map(([mode]) => wechatbot(`wechatbot ${mode}, Redis`, { mode, store: redisUrl })),
    ...['plain', 'safe'].map((mode) => {
      const store = `sqlite:${join(folder, `${mode}.db`)}`
      return wechatbot(`wechatbot ${mode}, SQLite`, { mode, store })
    }),
    wechatbot(`wechatbot plain, ${PLUGINS} plugins`, { plugins: PLUGINS }),
    wechatbot(`wechatbot plain, ${BOTS} bots`, { bots: BOTS }),
    ...FEATURES.map(([name, feature]) => wechatbot(`wechatbot plain, ${name}`, { feature })),
  ]
}

/** `wechatbot start`, as a user starts it. */
export function wechatbot(name, bench = {}, config = CONFIG) {
  const { bots = 1, mode = 'plain' } = bench
  return {
    name,
    isSafe: mode === 'safe',
    command: [WECHATBOT, 'start', '-c', config, '-p', '0', '--host', '127.0.0.1'],
    env: { BENCH: JSON.stringify(bench) },
    paths: bots === 1 ? ['/wechat'] : Array.from({ length: bots }, (_, i) => `/bots/${i}`),
  }
}
