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

/**
 * The servers, in groups. All that is compared is in one group: its servers run at the same time and take turns, so that
 * little time lies between two rounds of one server. Without Redis, those that need it are left out.
 */
export function groups(redisUrl) {
  const http = { name: 'node:http', isConstant: true, command: [here('servers/http.mjs')] }
  const koa = { name: 'Koa + raw-body', isConstant: true, command: [here('servers/koa.mjs')] }
  const peer = here('servers/co-wechat.mjs')
  const stores = (mode) => [
    ...(redisUrl === undefined
      ? []
      : [wechatbot(`wechatbot ${mode}, Redis`, { mode, store: redisUrl })]),
    wechatbot(`wechatbot ${mode}, SQLite`, { mode, store: `sqlite:${join(folder, `${mode}.db`)}` }),
  ]
  return {
    'plain mode': [
      http,
      koa,
      { name: 'co-wechat plain', command: [peer] },
      wechatbot('wechatbot plain'),
      ...stores('plain'),
    ],
    'safe mode': [
      koa,
      { name: 'co-wechat safe', isSafe: true, command: [peer, 'safe'] },
      wechatbot('wechatbot safe', { mode: 'safe' }),
      ...stores('safe'),
    ],
    'plugins, bots and features': [
      wechatbot('wechatbot plain'),
      wechatbot(`wechatbot plain, ${PLUGINS} plugins`, { plugins: PLUGINS }),
      wechatbot(`wechatbot plain, ${BOTS} bots`, { bots: BOTS }),
      ...FEATURES.map(([name, feature]) => wechatbot(`wechatbot plain, ${name}`, { feature })),
    ],
  }
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
