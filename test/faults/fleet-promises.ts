/** R8, R38: kill -9 with replies promised, and with one half read; on one SQLite file, and over Redis. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createFakeApi, type FakeApi } from '@wechatbot/simulator'
import { hasRedis, startRedis } from '#redis-server'
import { type Delivery, judge, type Wechat, wechatOfFleet } from './delivery.js'
import { INSTANCES, type Instances, startOver } from './fleet.js'
import type { Fault, Row } from './row.js'
import { newId, pause } from './sender.js'

const appSecret = 'faults-secret-of-the-account'
const SENTENCES = 40
const EACH_MS = 500
const KILLED_AT_MS = 7000
/** A lease, a look for promises, the handler once more, and time to send. */
const PATIENCE_MS = 60_000

interface Over {
  readonly name: string
  readonly count: number
  readonly open: () => Promise<{ readonly url: string; readonly close: () => Promise<void> }>
}

const sqlite = (count: number): Over => ({
  name: `${count} on one SQLite file`,
  count,
  open: async () => {
    const folder = mkdtempSync(join(tmpdir(), 'wechatbot-faults-'))
    const close = async () => rmSync(folder, { recursive: true, force: true })
    return { url: `sqlite:${join(folder, 'wechatbot.db')}`, close }
  },
})
const REDIS: Over = { name: `${INSTANCES} over Redis`, count: INSTANCES, open: startRedis }

/** @param bot options of every bot, over what the API needs. */
async function withApi(
  { open, count }: Over,
  bot: object,
  run: (fleet: Instances, api: FakeApi, wechat: Wechat) => Promise<Row>,
): Promise<Row> {
  const api = await createFakeApi({ appId: 'wxfaults0', appSecret })
  const late = ['customer-service', 'mailbox']
  const about = { appSecret, api: { baseUrl: api.url }, late, ...bot }
  const fleet = await startOver(await open(), { bot: about }, count)
  const wechat = wechatOfFleet(fleet)
  try {
    return await run(fleet, api, wechat)
  } finally {
    wechat.close()
    await fleet.stop()
    await api.close()
  }
}

/** Resolves when everything was sent, or the patience is over; and then a little later. */
async function untilSent(isAll: () => boolean): Promise<void> {
  const endsAt = performance.now() + PATIENCE_MS
  while (!isAll() && performance.now() < endsAt) await pause(100)
  // What comes twice comes soon.
  await pause(1500)
}

const textsTo = ({ messages }: FakeApi, user: string) =>
  messages.sent
    .filter(({ openid }) => openid === user)
    .map(({ content }) => String(content.content))

async function promised(over: Over, messages: number): Promise<Row> {
  return withApi(over, { deadlineMs: 500 }, async (fleet, api, wechat) => {
    const users = Array.from({ length: messages }, (_, i) => `oPromised${i}`)
    for (const user of users) api.messages.note(user, 'text')
    const all = await Promise.all(
      users.map((from, i) => wechat.deliver(`wait 4000 ${i}`, { from, to: 0 })),
    )
    fleet.bots[0]?.signal('SIGKILL')
    await fleet.replace(0)
    const counts = () => users.map((user) => textsTo(api, user).length)
    await untilSent(() => counts().every((count) => count > 0))
    const { sum } = judge(all, fleet.runs())
    const lost = counts().filter((count) => count === 0).length
    const twice = counts().filter((count) => count > 1).length
    return {
      fault: 'R8',
      what: `kill -9 with ${messages} replies promised, ${over.name}`,
      ...sum,
      // `success` is what WeChat must get; the reply goes out by the API.
      silent: 0,
      replies: messages - lost,
      lost,
      target: '0 lost, none sent twice: none was being sent',
      found: `${twice} sent twice`,
      isMet: lost === 0 && twice === 0 && sum.errors === 0,
    }
  })
}

async function grown(over: Over): Promise<Row> {
  return withApi(over, {}, async (fleet, api, wechat) => {
    const from = `oGrows${newId()}`
    api.messages.note(from, 'text')
    const asked = wechat.deliver(`grow ${SENTENCES} ${EACH_MS}`, {
      from,
      to: 0,
      expected: (text) => text.startsWith('第1句'),
    })
    await pause(KILLED_AT_MS)
    fleet.bots[0]?.signal('SIGKILL')
    await fleet.replace(0)
    const first: Delivery = await asked
    const read = () => [first.text, ...textsTo(api, from)].join('')
    const whole = Array.from({ length: SENTENCES }, (_, i) => `第${i + 1}句，说的是茶。`).join('')
    await untilSent(() => read().length >= whole.length)
    const isWhole = read() === whole
    return {
      fault: 'R38',
      what: `kill -9 at ${KILLED_AT_MS / 1000} s of a reply that grows, ${over.name}`,
      messages: 1,
      replies: isWhole ? 1 : 0,
      errors: first.outcome === 'reply' ? 0 : 1,
      target: 'every sentence once, in order',
      found: `${first.text.split('。').length - 1} sentences passively, ${isWhole ? 'the rest' : `then ${read().length} of ${whole.length} characters`} in ${textsTo(api, from).length} messages`,
      isMet: isWhole && first.outcome === 'reply',
    }
  })
}

export const FLEET_PROMISES: readonly Fault[] = [
  {
    id: 'R8',
    run: async ({ isFull }) => {
      const rows: Row[] = []
      const stores = [sqlite(1), sqlite(2), ...(hasRedis() ? [REDIS] : [])]
      for (const over of stores) rows.push(await promised(over, isFull ? 1000 : 100))
      return rows
    },
  },
  {
    id: 'R38',
    run: async () => {
      const rows: Row[] = []
      for (const over of [sqlite(2), ...(hasRedis() ? [REDIS] : [])]) rows.push(await grown(over))
      return rows
    },
  },
]
