/** R1, R2, R23 over four instances: many messages, many copies, too many. */
import { judge, random, textOf, wechatOfFleet } from './delivery.js'
import { degradedIn, type Fleet, INSTANCES, overFleet } from './fleet.js'
import type { Fault, Row } from './row.js'
import { inParallel, newId, pause } from './sender.js'
import { stream } from './stream.js'

const WIDTH = 48

/** The most tries of R1. If Redis is slow, instances go on alone, and messages may run twice. Then R1 is tried again. */
const TRIES = 3

export const FLEET_LOAD: readonly Fault[] = [
  overFleet('R1', {}, async (fleet, { isFull, progress }) => {
    const messages = isFull ? 100_000 : 20_000
    for (let left = TRIES; ; left -= 1) {
      progress(`R1: ${messages} messages, 1-3 times each, to ${INSTANCES} instances`)
      const before = degradedIn(fleet.log())
      const row = await manyMessages(fleet, messages)
      const isJudged = degradedIn(fleet.log()) === before
      if (row.isMet || isJudged || left === 1) return row
      progress('R1: once more, for Redis took longer than 300 ms and instances went on alone')
    }
  }),

  overFleet('R2', {}, async (fleet) => {
    const rounds = 20
    const wechat = wechatOfFleet(fleet)
    const all = await inParallel(rounds, 4, () => wechat.copies(`wait 300 ${newId()}`, 20))
    wechat.close()
    const { sum, wrong } = judge(all.flat(), fleet.runs())
    const isSame = all.every((copies) => new Set(copies.map(({ text }) => text)).size === 1)
    return {
      fault: 'R2',
      what: `20 copies at once over ${INSTANCES} instances, 20 times`,
      ...sum,
      target: '1 run, 20/20 the same',
      found: `${wrong} wrong`,
      isMet: isSame && sum.replies === rounds * 20 && sum.lost === 0 && sum.ranTwice === 0,
    }
  }),

  overFleet('R23', { server: { maxInFlight: 25 } }, async (fleet, { isFull, progress }) => {
    const seconds = isFull ? 30 : 10
    progress(`R23: three times what ${INSTANCES} instances can do, for ${seconds} s`)
    const wechat = wechatOfFleet(fleet)
    // 25 at work for half a second each, four times: 200 a second.
    const all = await stream(wechat, { perSecond: 600, text: (i) => `wait 500 ${i}` }, () =>
      pause(seconds * 1000),
    )
    await pause(2000)
    const after = await Promise.all(
      fleet.bots.map((_, to) => wechat.deliver(`hello ${to}`, { to })),
    )
    wechat.close()
    const runs = fleet.runs()
    const { sum, wrong, cuts } = judge(all, runs)
    const shed = all.filter(({ outcome, msgId }) => outcome === 'silent' && !runs.has(msgId))
    const accepted = all.filter(({ outcome }) => outcome === 'reply').map(({ ms }) => ms)
    const p99 = [...accepted].sort((a, b) => a - b)[Math.floor(accepted.length * 0.99)] ?? 0
    const slowest = Math.max(...after.map(({ ms }) => ms))
    const isNormal = after.every((one) => textOf(one.sent[0] ?? { body: '' }) !== '')
    return {
      fault: 'R23',
      what: `three times the capacity for ${seconds} s, ${INSTANCES} instances`,
      ...sum,
      // What is shed is answered, and not run: that is what shedding is.
      silent: sum.silent - shed.length,
      lost: sum.lost - shed.length,
      times: accepted,
      target: '0 non-200, p99 of accepted < 4.5 s, normal 2 s after',
      found: `${shed.length} shed, ${cuts} cut, then ${Math.round(slowest)} ms`,
      isMet:
        sum.errors + wrong + cuts + sum.ranTwice === 0 &&
        sum.silent === shed.length &&
        shed.length > 0 &&
        p99 < 4500 &&
        isNormal &&
        slowest < 500,
    }
  }),
]

async function manyMessages(fleet: Fleet, messages: number): Promise<Row> {
  const wechat = wechatOfFleet(fleet)
  const startedAt = performance.now()
  const all = await inParallel(messages, WIDTH, (i) =>
    wechat.copies(`hello ${i}`, 1 + random(3), { withinMs: 20 }),
  )
  const seconds = (performance.now() - startedAt) / 1000
  wechat.close()
  const deliveries = all.flat()
  const { sum, wrong, cuts } = judge(deliveries, fleet.runs())
  const rate = Math.round(deliveries.length / seconds)
  return {
    fault: 'R1',
    what: `${deliveries.length} deliveries to random ones of ${INSTANCES}`,
    ...sum,
    target: '0 lost, 0 twice, 0 wrong, 0 non-200',
    found: `${wrong} wrong, ${cuts} cut, ${rate}/s`,
    isMet:
      sum.messages === messages &&
      sum.replies === deliveries.length &&
      sum.lost + sum.ranTwice + sum.errors + sum.silent + wrong + cuts === 0,
  }
}
