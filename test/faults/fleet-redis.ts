/** R9-R12 over four instances: Redis dead, frozen, absent, and unwilling. */
import { rmSync } from 'node:fs'
import { type Delivery, judge, random, wechatOfFleet } from './delivery.js'
import { degradedIn, type Fleet, INSTANCES, overFleet } from './fleet.js'
import { type Fault, percentile, type Row } from './row.js'
import { newId, pause } from './sender.js'
import { stream } from './stream.js'

const GAP = { perSecond: 100, doubles: 30, text: (i: number) => `wait 30 ${i}` }
/** Back to normal so long after Redis is. */
const NORMAL_MS = 1000

export const FLEET_REDIS: readonly Fault[] = [
  overFleet('R9', {}, async (fleet, { progress }) => {
    progress('R9: Redis killed for four seconds')
    const row = await withGap(fleet, async () => {
      await fleet.redis.kill()
      await pause(4000)
      await fleet.redis.restart()
    })
    const p99 = percentile(row.times ?? [], 0.99)
    return {
      fault: 'R9',
      what: 'Redis: kill -9 for 4 s, back empty',
      target: '0 lost, 0 errors, p99 < 500 ms, max < 1 s; twice only in the gap',
      ...row,
      isMet: row.isMet && p99 < 500,
    }
  }),

  overFleet('R10', {}, async (fleet, { progress }) => {
    progress('R10: Redis frozen for three seconds')
    const row = await withGap(fleet, async () => {
      fleet.redis.freeze()
      await pause(3000)
      fleet.redis.thaw()
    })
    return {
      fault: 'R10',
      what: 'Redis: frozen (SIGSTOP) for 3 s',
      target: '0 lost, 0 errors, max < 1 s; twice only in the gap',
      ...row,
    }
  }),

  overFleet('R11', { isRedisAway: true }, async (fleet) => {
    const wechat = wechatOfFleet(fleet)
    const first = await Promise.all(
      fleet.bots.map((_, to) => wechat.deliver(`hello ${to}`, { to, attempts: 1 })),
    )
    // A log is written after the response.
    await pause(100)
    const warned = fleet.bots.filter((bot) => degradedIn(bot.log()) > 0).length
    await fleet.redis.restart()
    await pause(NORMAL_MS)
    const after = await stream(wechat, { ...GAP, doubles: 100 }, () => pause(2000))
    wechat.close()
    const { sum, wrong } = judge([...first, ...after], fleet.runs())
    const slowest = Math.max(...first.map(({ ms }) => ms))
    return {
      fault: 'R11',
      what: 'Redis absent at the start, there 1 s before the rest',
      ...sum,
      target: 'first answers < 1 s, a warning each, then as one',
      found: `first ${Math.round(slowest)} ms, ${warned} of ${INSTANCES} warned, ${wrong} wrong`,
      isMet:
        sum.lost + sum.errors + sum.silent + sum.ranTwice + wrong === 0 &&
        slowest < 1000 &&
        warned === INSTANCES,
    }
  }),

  overFleet('R12', {}, async (fleet, { progress }) => {
    progress('R12: Redis emptied, at a limit, read-only, with a full disk')
    const { redis } = fleet
    const cli =
      (...command: string[]) =>
      async () =>
        void redis.cli(...command)
    const refusals: Row[] = []
    const flush = async () => {
      for (let times = 0; times < 10; times += 1) {
        redis.cli('FLUSHALL')
        await pause(100)
      }
    }
    refusals.push(await unwilling(fleet, 'FLUSHALL, ten times', flush, cli('PING'), false))
    refusals.push(
      await unwilling(
        fleet,
        'a read-only replica (READONLY)',
        cli('REPLICAOF', '127.0.0.1', '1'),
        cli('REPLICAOF', 'NO', 'ONE'),
      ),
    )
    refusals.push(
      await unwilling(
        fleet,
        'no memory left (OOM)',
        cli('CONFIG', 'SET', 'maxmemory', '1'),
        cli('CONFIG', 'SET', 'maxmemory', '0'),
      ),
    )
    refusals.push(await wrongType(fleet))
    // Last: it takes the server's folder away.
    const misconf = async () => {
      rmSync(redis.cli('CONFIG', 'GET', 'dir').split('\n')[1] as string, { recursive: true })
      redis.cli('CONFIG', 'SET', 'save', '3600 1')
      redis.cli('SET', 'unsaved', '1')
      redis.cli('BGSAVE')
    }
    const noSave = cli('CONFIG', 'SET', 'save', '')
    refusals.push(await unwilling(fleet, 'a save that failed (MISCONF)', misconf, noSave))
    return refusals
  }),
]

/** Load before, in and after a gap; who runs twice must have been sent in it. */
async function withGap(fleet: Fleet, gap: () => Promise<void>) {
  const wechat = wechatOfFleet(fleet)
  let from = 0
  let until = 0
  const all = await stream(wechat, GAP, async () => {
    await pause(2000)
    from = performance.now()
    await gap()
    until = performance.now()
    await pause(4000)
  })
  wechat.close()
  const { sum, wrong, twice } = judge(all, fleet.runs())
  // One that was at work when it began may run again, too.
  const isIn = (at: number) => at > from - 500 && at < until + NORMAL_MS
  const outside = all.filter((one) => twice.has(one.msgId) && !isIn(one.startedAt))
  const strays = new Set(outside.map(({ msgId }) => msgId)).size
  const slowest = Math.max(...sum.times)
  return {
    ...sum,
    found: `${strays} twice outside it, ${wrong} wrong, ${degradedIn(fleet.log())} warnings`,
    isMet:
      sum.lost + sum.errors + sum.silent + wrong + strays === 0 &&
      slowest < 1000 &&
      degradedIn(fleet.log()) > 0,
  }
}

/** @param doesRefuse whether it answers commands with an error meanwhile. */
async function unwilling(
  fleet: Fleet,
  what: string,
  begin: () => Promise<void>,
  end: () => Promise<void>,
  doesRefuse = true,
): Promise<Row> {
  const wechat = wechatOfFleet(fleet)
  let refusal = ''
  const all = await stream(wechat, GAP, async () => {
    await pause(500)
    await begin()
    await pause(1000)
    refusal = fleet.redis.cli('SET', 'probe', '1')
    await pause(500)
    await end()
    await pause(1500)
  })
  const isBack = fleet.redis.cli('SET', 'probe', '1') === 'OK'
  const after = await stream(wechat, { ...GAP, doubles: 100 }, () => pause(1000))
  wechat.close()
  const runs = fleet.runs()
  const { sum, wrong, cuts } = judge(all, runs)
  const then = judge(after, runs).sum
  return {
    fault: 'R12',
    what: `Redis: ${what}`,
    ...sum,
    target: '0 non-200, 0 lost; then as one again',
    found: `Redis said ${refusal.split(' ')[0]}; then ${then.ranTwice} of ${then.messages} twice`,
    isMet:
      sum.errors + sum.lost + sum.silent + wrong + cuts === 0 &&
      (refusal !== 'OK') === doesRefuse &&
      isBack &&
      then.ranTwice + then.errors + then.lost === 0,
  }
}

/** Something else is where a turn should be. */
async function wrongType(fleet: Fleet): Promise<Row> {
  const wechat = wechatOfFleet(fleet)
  const known = newId()
  await wechat.deliver('hello known', { msgId: known })
  const key = fleet.redis
    .cli('KEYS', `*:turn:*${known}`)
    .split('\n')
    .find((each) => each.includes(known))
  if (key === undefined) throw new Error(`expected a turn of ${known} in Redis, found none`)
  const ids = Array.from({ length: 50 }, () => newId())
  for (const id of ids) fleet.redis.cli('SET', key.replaceAll(known, id), 'not a hash')
  const spoilt: Delivery[] = []
  const all = await stream(wechat, GAP, async () => {
    await pause(200)
    for (const msgId of ids) {
      const one = await wechat.deliver(`hello ${msgId}`, { msgId, to: random(INSTANCES) })
      spoilt.push(one)
    }
  })
  wechat.close()
  const runs = fleet.runs()
  const { sum, wrong } = judge(spoilt, runs)
  const others = judge(all, runs).sum
  return {
    fault: 'R12',
    what: 'Redis: another type at the keys of 50 messages',
    ...sum,
    target: '0 non-200, 0 lost; the others unharmed',
    found: `of ${others.messages} others ${others.ranTwice} twice, ${others.errors} errors`,
    isMet:
      sum.replies === ids.length &&
      sum.lost + wrong + sum.errors === 0 &&
      others.ranTwice + others.errors + others.lost === 0,
  }
}
