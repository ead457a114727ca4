/** R39: a thousand open dialogs, while four instances are exchanged one after the other for others with changed steps. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { hasRedis, startRedis } from '#redis-server'
import type { BotOptions } from './bot.js'
import { type Delivery, type Wechat, wechatOfFleet } from './delivery.js'
import { INSTANCES, startOver } from './fleet.js'
import type { Fault, Row } from './row.js'
import { inParallel } from './sender.js'

const USERS = 1000
/** Questions there are, and as many again for those that the deployment asks anew. */
const MAX_MESSAGES = 8

const SORRY = '请稍后再试'

const booking = (people: string): BotOptions => ({
  bot: {
    errorText: SORRY,
    plugins: [
      [
        'dialog',
        {
          name: 'booking',
          start: '订位',
          steps: [
            { name: 'date', ask: '哪天？', type: 'date' },
            { name: 'people', ask: people, type: 'integer' },
            { name: 'name', ask: '贵姓？' },
          ],
          done: '已订 {date} {people} 位 {name}',
        },
      ],
    ],
  },
})

const BEFORE = booking('几位？')
const AFTER = booking('几位大人？')

const DONE = /^已订 .+ 4 位 王$/
const ANSWERS: readonly (readonly [RegExp, string])[] = [
  [/哪天？$/, '明天'],
  [/(几位|几位大人)？$/, '4'],
  [/贵姓？$/, '王'],
]

interface Coded {
  readonly code?: string
}

/** A follower who answers what was asked last, and says it again where the bot asks for that. */
function createUser(wechat: Wechat, from: string) {
  const said: Delivery[] = []
  const heard = () => said.map(({ text }) => text).filter((text) => text !== SORRY)
  const last = () => heard().at(-1) ?? ''
  return {
    said,
    last,
    isDone: () => DONE.test(last()),
    /** Asked for the date again, when it had been answered. */
    isLost: () =>
      heard().lastIndexOf('哪天？') > heard().findIndex((text) => /几位/.test(text)) &&
      heard().length > 1,
    answer: async () => {
      const [, text = '订位'] = ANSWERS.find(([question]) => question.test(last())) ?? []
      said.push(await wechat.deliver(text, { from, expected: (reply) => reply !== '' }))
    },
  }
}

async function deploy(
  name: string,
  store: { readonly url: string; readonly close: () => Promise<void> },
): Promise<Row> {
  const each: BotOptions[] = Array.from({ length: INSTANCES }, () => BEFORE)
  const fleet = await startOver(store, { each })
  const wechat = wechatOfFleet(fleet)
  const users = Array.from({ length: USERS }, (_, i) => createUser(wechat, `oDialog${i}`))
  const allAnswer = (some = users) => inParallel(some.length, 48, async (i) => some[i]?.answer())
  await allAnswer()
  await allAnswer()
  for (let index = 0; index < INSTANCES; index += 1) {
    each[index] = AFTER
    const some = users.filter((_, i) => i % INSTANCES === index)
    const talking = allAnswer(some)
    fleet.bots[index]?.signal('SIGTERM')
    await fleet.replace(index)
    await talking
  }
  const askedAnew = users.filter(({ last }) => last().startsWith('问题有改动')).length
  for (let round = 0; round < MAX_MESSAGES; round += 1) {
    await allAnswer(users.filter((user) => !user.isDone()))
  }
  wechat.close()
  const away = fleet.log().filter(({ err }) => (err as Coded | undefined)?.code === 'STORE_AWAY')
  await fleet.stop()
  const all = users.flatMap(({ said }) => said)
  const count = (outcome: Delivery['outcome']) =>
    all.filter((one) => one.outcome === outcome).length
  const stuck = users.filter((user) => !user.isDone()).length
  const lost = users.filter((user) => user.isLost()).length
  const sorry = all.filter(({ text }) => text === SORRY).length
  return {
    fault: 'R39',
    what: `${USERS} open dialogs, changed steps at ${INSTANCES} instances in turn, over ${name}`,
    messages: all.length,
    replies: count('reply'),
    silent: count('silent'),
    errors: count('error'),
    lost,
    times: all.map(({ ms }) => ms),
    target: '0 lost, 0 stuck, 0 silent, 0 errors; errorText only while an instance has no store',
    found: `${stuck} stuck, ${askedAnew} asked anew when all were exchanged, ${sorry} errorText, ${away.length} without a store`,
    isMet: lost + stuck + count('silent') + count('error') === 0 && sorry <= away.length,
  }
}

export const FLEET_DIALOGS: readonly Fault[] = [
  {
    id: 'R39',
    run: async ({ progress }) => {
      const folder = mkdtempSync(join(tmpdir(), 'wechatbot-faults-dialogs-'))
      const file = { url: `sqlite:${join(folder, 'wechatbot.db')}`, close: async () => {} }
      const rows: Row[] = []
      try {
        progress('R39: dialogs in SQLite')
        rows.push(await deploy('SQLite', file))
      } finally {
        rmSync(folder, { recursive: true, force: true })
      }
      if (hasRedis()) {
        progress('R39: dialogs in Redis')
        rows.push(await deploy('Redis', await startRedis()))
      } else progress('R39 over Redis left out: no redis-server (apt install redis-server)')
      return rows
    },
  },
]
