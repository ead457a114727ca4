// npm run micro: the parts of a message's way, one by one, in this process.
import { join } from 'node:path'
import {
  createBot,
  createLogger,
  createMemoryStore,
  decodeKey,
  decrypt,
  encrypt,
  parseXml,
  sign,
} from '@wechatbot/core'
import { runtimeOf } from '@wechatbot/core/internal'
import { echo } from '@wechatbot/plugin-echo'
import { keyword } from '@wechatbot/plugin-keyword'
import { createSqliteStore } from '@wechatbot/sqlite'
import { appId, encodingAESKey, originalId, token } from './account.mjs'
import { folder } from './process.mjs'
import { middle } from './ratios.mjs'

const PUSH =
  `<xml><ToUserName><![CDATA[${originalId}]]></ToUserName>` +
  '<FromUserName><![CDATA[oBenchUser0000000000000000]]></FromUserName>' +
  '<CreateTime>1700000000</CreateTime><MsgType><![CDATA[text]]></MsgType>' +
  '<Content><![CDATA[你好，第 000000000 条消息]]></Content><MsgId>23456789012345678</MsgId></xml>'
const REPLY = {
  ToUserName: 'oBenchUser0000000000000000',
  FromUserName: originalId,
  CreateTime: 1_700_000_000,
  MsgType: 'text',
  Content: '你好，第 000000000 条消息',
}
const key = decodeKey(encodingAESKey)
const sealed = encrypt(key, PUSH, appId)
const RULES = [100, 10_000, 100_000]
/** Turns the memory store keeps. */
const CAP = 100_000

/** Nanoseconds per call: best and median of the samples. */
export async function measureMicro(say, samples) {
  const rows = []
  const row = async (name, call) => {
    say(`micro          ${name}`)
    rows.push({ name, ...(await timed(call, samples)) })
  }
  expect(parseXml(PUSH).Content, REPLY.Content)
  expect(decrypt(key, sealed, appId), PUSH)
  await row('XML read', () => parseXml(PUSH))
  // A bot's own writer: it remembers the shapes of its documents.
  const { writeXml } = runtimeOf(createBot({ token })).services
  await row('XML write', () => writeXml(REPLY))
  await row('signature', () => sign(token, '1700000000', '1234567890'))
  await row('AES decrypt', () => decrypt(key, sealed, appId))
  await row('AES encrypt', () => encrypt(key, PUSH, appId))
  for (const count of [1, 50]) {
    await row(
      `dispatch, ${count} plugins`,
      await dispatch([...words(count - 1), echo], REPLY.Content),
    )
  }
  for (const count of RULES) {
    const rules = Array.from({ length: count }, (_, i) => ({ match: `词 ${i}`, reply: `答 ${i}` }))
    const last = count - 1
    const ask = await dispatch([[keyword, { rules }]], `答 ${last}`, `词 ${last}`)
    await row(`keyword, ${count} rules (with dispatch)`, ask)
  }
  say('micro          claim, memory store')
  rows.push({ name: 'claim, memory store empty', ...(await claims(samples, 0)) })
  rows.push({ name: 'claim, memory store at its cap', ...(await claims(samples, CAP)) })
  for (const width of [1, 64]) {
    const name = `claim, SQLite, ${width === 1 ? 'alone' : `${width} at once, each`}`
    say(`micro          ${name}`)
    rows.push({ name, ...(await fileClaims(samples, width)) })
  }
  return rows
}

/** Plugins with a trigger word each that does not come. */
function words(count) {
  return Array.from({ length: count }, (_, i) => ({
    name: `word-${i}`,
    setup: (scope) => scope.hears(`关键词 ${i}`, () => `词 ${i}`),
  }))
}

/** The chain of a bot, asked once to see that it answers. */
async function dispatch(plugins, expected, content = REPLY.Content) {
  const bot = createBot({ token, plugins, logger: createLogger({ level: 'silent' }) })
  await bot.ready()
  const chain = await runtimeOf(bot).services.chain()
  const message = { kind: 'text', Content: content, raw: {} }
  const contextFor = ({ log }) => ({ message, log })
  expect((await chain(message, contextFor)).reply?.content, expected)
  return () => chain(message, contextFor)
}

/** Of messages and signatures that are all new, after `filled` finished turns. */
async function claims(samples, filled) {
  const COUNT = 10_000
  const { turns } = createMemoryStore()
  const times = []
  const options = (i) => ({ leaseMs: 3000, ttlMs: 330_000, signature: `signature-${i}` })
  for (let i = 0; i < filled; i += 1) {
    const claim = await turns.claim(`gh|user|${i}`, options(i))
    await turns.finish(`gh|user|${i}`, claim.fence, { type: 'text', content: 'x' }, 60_000)
  }
  for (let sample = 0; sample < samples + 1; sample += 1) {
    const asked = Array.from({ length: COUNT }, (_, i) => {
      const number = filled + sample * COUNT + i
      return [`gh|user|${number}`, options(number)]
    })
    const began = process.hrtime.bigint()
    const claimed = []
    for (const [name, how] of asked) claimed.push(await turns.claim(name, how))
    times.push(Number(process.hrtime.bigint() - began) / COUNT)
    for (const [i, { state, fence }] of claimed.entries()) {
      expect(state, 'run')
      // Else it would be kept beyond the cap, as a running turn is.
      expect(await turns.finish(asked[i][0], fence, { type: 'none' }, 60_000), true)
    }
  }
  // The first is the warm-up.
  return summary(times.slice(1))
}

/** Over a file, as many at once as `width`: of each sample the median, divided by them. */
async function fileClaims(samples, width) {
  const ROUNDS = 500
  const store = createSqliteStore({ file: join(folder, `claims-${width}.db`) })
  const medians = []
  let number = 0
  for (let sample = 0; sample < samples + 1; sample += 1) {
    const times = []
    for (let round = 0; round < ROUNDS; round += 1) {
      const began = process.hrtime.bigint()
      const claims = Array.from({ length: width }, () => {
        number += 1
        const signature = `token|${String(number).padStart(40, '0')}`
        const options = { leaseMs: 3000, ttlMs: 630_000, signature }
        return store.turns.claim(`token|gh|user ${number % 997}|${number}`, options)
      })
      for (const { state, degraded } of await Promise.all(claims)) {
        expect(`${state} ${degraded}`, 'run undefined')
      }
      times.push(Number(process.hrtime.bigint() - began) / width)
    }
    medians.push(middle(times))
  }
  await store.close()
  // The first is the warm-up.
  return summary(medians.slice(1))
}

async function timed(call, samples) {
  const isAsync = call() instanceof Promise
  const loop = async (count) => {
    const began = process.hrtime.bigint()
    if (isAsync) for (let i = 0; i < count; i += 1) await call()
    else for (let i = 0; i < count; i += 1) call()
    return Number(process.hrtime.bigint() - began) / count
  }
  await loop(500)
  // About 20 ms each.
  const count = Math.max(100, Math.round(2e7 / (await loop(2000))))
  const times = []
  for (let i = 0; i < samples; i += 1) times.push(await loop(count))
  return summary(times)
}

function summary(times) {
  return { best: Math.min(...times), median: middle(times) }
}

function expect(got, wanted) {
  if (got !== wanted) throw new Error(`micro: expected ${wanted}, got ${got}`)
}

if (process.argv[1] === import.meta.filename) {
  const rows = await measureMicro((line) => process.stderr.write(`${line}\n`), 15)
  for (const { name, best, median } of rows) {
    const [a, b] = [best, median].map((ns) => (ns / 1000).toFixed(2).padStart(9))
    process.stdout.write(`${name.padEnd(42)}${a} µs best${b} µs median\n`)
  }
  process.exit(0)
}
