/** R24, R25 over four instances: clients that are gone, and clocks that are off. */
import type { FaultBot } from './bot.js'
import { type Delivery, judge, wechatOfFleet } from './delivery.js'
import { INSTANCES, overFleet } from './fleet.js'
import { leave, xmlOf } from './process.js'
import type { Fault } from './row.js'
import { newId, pause } from './sender.js'
import { stream } from './stream.js'

const SIX_HOURS_MS = 6 * 3_600_000
/** Two instances are right. */
const SKEWS = [SIX_HOURS_MS, -SIX_HOURS_MS, 0, 0]

export const FLEET_CLOCK: readonly Fault[] = [
  overFleet('R24', {}, async (fleet) => {
    const wechat = wechatOfFleet(fleet)
    const afterMs = [0, 5, 100, 400, 900]
    const again = await Promise.all(
      Array.from({ length: 50 }, async (_, i) => {
        const [msgId, Content, index] = [newId(), `wait 500 ${i}`, i % INSTANCES]
        const { port } = fleet.bots[index] as FaultBot
        leave(port, xmlOf(msgId, Content), afterMs[i % afterMs.length] as number)
        await pause(1200)
        return wechat.deliver(Content, { msgId, to: (index + 1) % INSTANCES, attempts: 1 })
      }),
    )
    wechat.close()
    const { sum, wrong } = judge(again, fleet.runs())
    const loud = fleet.log().filter(({ level }) => Number(level) > 30).length
    return {
      fault: 'R24',
      what: 'client gone; WeChat asks another instance',
      ...sum,
      target: 'one run, the reply for the retry, nothing above info',
      found: `${loud} lines above info, ${wrong} wrong`,
      isMet: sum.replies === again.length && sum.ranTwice + sum.lost + loud === 0,
    }
  }),

  overFleet('R25', { each: SKEWS.map((skewMs) => ({ skewMs })) }, async (fleet) => {
    const wechat = wechatOfFleet(fleet)
    const all = await Promise.all(
      Array.from({ length: 40 }, (_, i) =>
        wechat.deliver(`hello ${i}`, { to: i % INSTANCES, attempts: 1 }),
      ),
    )
    wechat.close()
    const statusOf = (index: number) =>
      all.filter((_, i) => i % INSTANCES === index).map(({ sent }) => sent[0]?.status ?? 0)
    const isAll = (index: number, status: number) => statusOf(index).every((one) => one === status)
    const named = fleet.bots.filter((bot) => /"skew|clock/i.test(JSON.stringify(bot.log()))).length
    const refused = all.filter(({ sent }) => sent[0]?.status === 403).length
    return {
      fault: 'R25',
      what: 'clocks of +6 h and -6 h on two of four: the window',
      messages: all.length,
      replies: all.filter(({ outcome }) => outcome === 'reply').length,
      target: 'these two refuse with 403 and say why; the others serve',
      found: `${refused} refused, ${named} logs name the clock`,
      isMet: isAll(0, 403) && isAll(1, 403) && isAll(2, 200) && isAll(3, 200) && named === 2,
    }
  }),

  overFleet(
    'R25',
    {
      bot: { freshnessSeconds: 0 },
      each: SKEWS.map((skewMs, i) => ({ skewMs, ...(i === 2 ? { jumpMs: SIX_HOURS_MS } : {}) })),
    },
    async (fleet) => {
      const wechat = wechatOfFleet(fleet)
      const jumper = fleet.bots[2] as FaultBot
      const held: Promise<readonly Delivery[]>[] = []
      const text = (i: number) => `wait 100 ${i}`
      const all = await stream(wechat, { perSecond: 80, doubles: 50, text }, async () => {
        await pause(1000)
        // Longer than a lease; its owner's clock jumps meanwhile.
        for (let i = 0; i < 10; i += 1) {
          const Content = `wait 3500 held ${i}`
          const msgId = newId()
          const first = wechat.deliver(Content, { msgId, to: 2 })
          const others = pause(300).then(() => wechat.deliver(Content, { msgId, to: i % 2 }))
          held.push(Promise.all([first, others]))
        }
        await pause(800)
        jumper.signal('SIGUSR2')
        await pause(4500)
      })
      const deliveries = [...all, ...(await Promise.all(held)).flat()]
      wechat.close()
      const { sum, wrong, cuts } = judge(deliveries, fleet.runs())
      return {
        fault: 'R25',
        what: 'clocks of +6 h, -6 h, and one that jumps by 6 h: leases',
        ...sum,
        target: '0 twice, 0 lost, 0 errors',
        found: `${wrong} wrong, ${cuts} cut`,
        isMet:
          sum.replies === deliveries.length &&
          sum.ranTwice + sum.lost + sum.errors + wrong + cuts === 0,
      }
    },
  ),
]
