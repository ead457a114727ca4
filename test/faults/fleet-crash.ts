/** R7, R13, R14, R15, R31 over four instances: one that dies, ends, stands still. */
import type { FaultBot } from './bot.js'
import { judge, wechatOfFleet } from './delivery.js'
import { INSTANCES, overFleet } from './fleet.js'
import type { Fault } from './row.js'
import { inParallel, newId, pause } from './sender.js'
import { stream } from './stream.js'

const GRACE_MS = 2000

export const FLEET_CRASH: readonly Fault[] = [
  overFleet('R7', {}, async (fleet, { progress }) => {
    progress('R7: kill -9, four times')
    const wechat = wechatOfFleet(fleet)
    let inFlight = 0
    const text = (i: number) => `wait 400 ${i}`
    const all = await stream(wechat, { perSecond: 100, text }, async () => {
      for (let index = 0; index < INSTANCES; index += 1) {
        await pause(1500)
        inFlight += wechat.inFlight(index)
        fleet.bots[index]?.signal('SIGKILL')
        await fleet.replace(index)
      }
      await pause(1500)
    })
    wechat.close()
    const { sum, wrong, cuts, refused } = judge(all, fleet.runs())
    // Hit twice: a third owner it may not have. Three times: WeChat asks no fourth time.
    const twice = all.filter((one) => one.outcome === 'silent' && one.cuts === 2).length
    const thrice = all.filter((one) => one.outcome === 'error' && one.cuts === 3).length
    return {
      fault: 'R7',
      what: `kill -9 of each of ${INSTANCES} instances under load`,
      ...sum,
      target: '0 lost, silent only if hit twice, errors if three times; ran twice <= in flight',
      found: `${inFlight} in flight, ${cuts} cut, ${refused} refused, ${wrong} wrong, ${twice} hit twice, ${thrice} three times`,
      isMet:
        sum.lost + wrong === 0 &&
        sum.silent === twice &&
        sum.errors === thrice &&
        // Or nothing was hit.
        cuts > 0 &&
        sum.ranTwice <= inFlight,
    }
  }),

  overFleet('R13', { server: { graceMs: 8000 } }, async (fleet, { progress }) => {
    progress('R13: a rolling restart')
    const wechat = wechatOfFleet(fleet)
    const ends: { readonly code: number | null; readonly seconds: number }[] = []
    const text = (i: number) => (i % 10 === 0 ? `wait 1500 ${i}` : `hello ${i}`)
    const all = await stream(wechat, { perSecond: 150, text }, async () => {
      for (let index = 0; index < INSTANCES; index += 1) {
        await pause(1000)
        const bot = fleet.bots[index] as FaultBot
        const at = performance.now()
        bot.signal('SIGTERM')
        const ended = await bot.ended
        ends.push({ code: ended.code, seconds: (ended.at - at) / 1000 })
        await fleet.replace(index)
      }
      await pause(1000)
    })
    wechat.close()
    const { sum, wrong, cuts, refused } = judge(all, fleet.runs())
    const longest = Math.max(...ends.map(({ seconds }) => seconds))
    return {
      fault: 'R13',
      what: `SIGTERM to each of ${INSTANCES} instances in turn, under load`,
      ...sum,
      target: '0 resets, 0 non-200, exit 0 in 10 s',
      found: `${cuts} resets, ${refused} refused, exits ${ends.map(({ code }) => code)}, longest ${longest.toFixed(1)} s`,
      isMet:
        sum.replies === sum.messages &&
        sum.lost + sum.ranTwice + wrong + cuts === 0 &&
        ends.every(({ code }) => code === 0) &&
        longest < 10,
    }
  }),

  overFleet('R14', { server: { graceMs: GRACE_MS } }, async (fleet) => {
    const wechat = wechatOfFleet(fleet)
    const slow = wechat.deliver('wait 60000', { to: 0, attempts: 1 })
    await pause(500)
    const bot = fleet.bots[0] as FaultBot
    const at = performance.now()
    bot.signal('SIGTERM')
    const ended = await bot.ended
    const answer = await slow
    wechat.close()
    const named = bot.log().filter(({ msg }) => String(msg).startsWith('message dropped'))
    const seconds = (ended.at - at) / 1000
    return {
      fault: 'R14',
      what: 'SIGTERM to one of four with a handler of 60 s',
      messages: 1,
      errors: answer.outcome === 'error' ? 1 : 0,
      target: 'exit within graceMs (2 s) + 1 s, logged as dropped',
      found: `exit ${ended.code} after ${seconds.toFixed(1)} s, ${named.length} named; handing back: not built`,
      isMet:
        ended.code === 0 &&
        seconds <= GRACE_MS / 1000 + 1 &&
        named.length === 1 &&
        answer.outcome !== 'error',
    }
  }),

  overFleet('R15', {}, async (fleet, { progress }) => {
    progress('R15: a handler that blocks its process for four seconds, three times')
    const wechat = wechatOfFleet(fleet)
    const blocks: Promise<unknown>[] = []
    let inFlight = 0
    const text = (i: number) => `wait 50 ${i}`
    const blockers: Awaited<ReturnType<typeof wechat.deliver>>[] = []
    const all = await stream(wechat, { perSecond: 60, text }, async () => {
      for (let index = 0; index < 3; index += 1) {
        await pause(500)
        const block = wechat.deliver(`block 4000 ${index}`, { to: index })
        blocks.push(block.then((one) => blockers.push(one)))
        await pause(4100)
        inFlight += wechat.inFlight(index)
      }
      // The watchdog looks every five seconds.
      await pause(5500)
    })
    await Promise.all(blocks)
    wechat.close()
    const { sum, wrong, cuts } = judge([...all, ...blockers], fleet.runs())
    const warnings = fleet
      .log()
      .filter(({ msg, plugin }) => String(msg).startsWith('event loop late') && plugin === 'waits')
    const elsewhere = all.filter(({ ms }) => ms < 1000).length / all.length
    return {
      fault: 'R15',
      what: 'the event loop blocked for 4 s, on three of four',
      ...sum,
      target: '0 lost, 0 errors, the plugin named; twice <= in flight',
      found: `${warnings.length} warnings name it, ${Math.round(elsewhere * 100)} % under 1 s, ${cuts} cut`,
      isMet:
        sum.lost + sum.errors + sum.silent + wrong === 0 &&
        warnings.length === 3 &&
        sum.ranTwice <= inFlight,
    }
  }),

  overFleet('R31', {}, async (fleet) => {
    const wechat = wechatOfFleet(fleet)
    const [owner, successor] = fleet.bots as [FaultBot, FaultBot]
    const isBot = (text: string) => text.startsWith('pid ')
    const once = { attempts: 1, expected: isBot }
    const ids = Array.from({ length: 10 }, () => newId())
    const paused = inParallel(ids.length, ids.length, (i) =>
      wechat.deliver('who 1000', { ...once, msgId: ids[i] as string, to: 0 }),
    )
    await pause(400)
    owner.signal('SIGSTOP')
    const taken = await inParallel(ids.length, ids.length, (i) =>
      wechat.deliver('who 1000', { ...once, msgId: ids[i] as string, to: 1 }),
    )
    owner.signal('SIGCONT')
    await paused
    // Its handlers end now, and it writes down what they return, if it may.
    await pause(1500)
    const ask = (to: number) =>
      inParallel(ids.length, ids.length, (i) =>
        wechat.deliver('who 1000', { ...once, msgId: ids[i] as string, to }),
      )
    const stored = (await Promise.all([ask(0), ask(2), ask(3)])).flat()
    wechat.close()
    const isSuccessor = ({ text }: { readonly text: string }) => text === `pid ${successor.pid}`
    const { sum } = judge([...taken, ...stored], fleet.runs())
    const kept = stored.filter(isSuccessor).length
    return {
      fault: 'R31',
      what: 'an owner frozen past its lease, its successor done, the owner resumed',
      ...sum,
      target: 'the stored reply is the successor’s, on every instance',
      found: `${taken.filter(isSuccessor).length} taken over, ${kept} of ${stored.length} asked later got the successor's`,
      isMet: taken.every(isSuccessor) && kept === stored.length && sum.ranTwice === ids.length,
    }
  }),
]
