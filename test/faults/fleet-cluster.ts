/** R35: four instances over three real nodes: copies, a slot that moves, an instance and a master that die. */

import { type RedisCluster, startCluster } from '#redis-cluster'
import { hasRedis } from '#redis-server'
import { type Delivery, judge, random, type Wechat, wechatOfFleet } from './delivery.js'
import { INSTANCES, type Instances, startOver } from './fleet.js'
import type { Fault, Row } from './row.js'
import { pause } from './sender.js'
import { stream } from './stream.js'

/** Each has a token, and so a slot, of its own: as good as surely some are on each node. */
const ACCOUNTS = 30
const SECONDS = 4

interface Setting {
  readonly cluster: RedisCluster
  readonly fleet: Instances
  readonly wechat: Wechat
  /** Of all steps so far. */
  readonly past: Delivery[]
}

/** Messages to all accounts, a fifth of them twice, while something is done. */
async function load({ wechat, past }: Setting, during: () => Promise<unknown>) {
  const over = during()
  const perAccount = Array.from({ length: ACCOUNTS }, (_, account) => {
    const text = (i: number) => `wait ${50 + random(200)} ${account} ${i}`
    return stream(wechat, { perSecond: 3, doubles: 20, account, text }, () => over)
  })
  const all = (await Promise.all(perAccount)).flat()
  past.push(...all)
  return all
}

async function copies(setting: Setting): Promise<Row> {
  const all = await load(setting, () => pause(SECONDS * 1000))
  const { sum, wrong, cuts } = judge(all, setting.fleet.runs())
  const perNode = setting.cluster.keys().map((keys) => keys.length)
  return {
    fault: 'R35',
    what: `copies to ${INSTANCES} instances over three nodes`,
    ...sum,
    target: '0 lost, 0 twice, 0 errors; keys on all three',
    found: `${perNode} keys, ${wrong} wrong`,
    isMet:
      sum.replies === all.length &&
      sum.lost + sum.ranTwice + sum.errors + wrong + cuts === 0 &&
      perNode.every((count) => count > 0),
  }
}

async function slots(setting: Setting): Promise<Row> {
  const { cluster } = setting
  const taken = cluster.keys().flatMap((keys) => keys.slice(0, 3).map(cluster.slotOf))
  const took: number[] = []
  const all = await load(setting, async () => {
    for (const slot of taken) {
      await pause(300)
      took.push(await cluster.move(slot, (cluster.ownerOf(slot) + 1) % cluster.nodes.length))
    }
    await pause(500)
  })
  const { sum, wrong, cuts } = judge(all, setting.fleet.runs())
  return {
    fault: 'R35',
    what: `${taken.length} slots move to another node, under load`,
    ...sum,
    target: '0 lost, 0 twice, 0 errors',
    // Above 300 ms a message goes on alone: its slot was nowhere.
    found: `${wrong} wrong, ${cuts} cut, a move <= ${Math.max(...took).toFixed(0)} ms`,
    isMet: sum.replies === all.length && sum.lost + sum.ranTwice + sum.errors + wrong + cuts === 0,
  }
}

async function instances(setting: Setting): Promise<Row> {
  const { fleet, wechat } = setting
  let inFlight = 0
  const all = await load(setting, async () => {
    await pause(500)
    inFlight = wechat.inFlight(0)
    fleet.bots[0]?.signal('SIGKILL')
    await fleet.replace(0)
    fleet.bots[1]?.signal('SIGTERM')
    await fleet.replace(1)
    await pause(1000)
  })
  const { sum, wrong, cuts } = judge(all, fleet.runs())
  return {
    fault: 'R35',
    what: 'kill -9 of one instance and SIGTERM to another',
    ...sum,
    target: '0 lost, 0 silent, 0 errors; twice <= in flight at the kill',
    found: `${inFlight} in flight, ${cuts} cut, ${wrong} wrong`,
    isMet: sum.lost + sum.silent + sum.errors + wrong === 0 && sum.ranTwice <= inFlight,
  }
}

async function master(setting: Setting): Promise<Row> {
  const { cluster, past } = setting
  let names: readonly string[] = []
  const all = await load(setting, async () => {
    await pause(500)
    names = cluster.keys()[2] ?? []
    await cluster.nodes[2]?.kill()
    await pause(SECONDS * 1000)
  })
  const ids = new Set(names.map((name) => name.split('|').at(-1)))
  const dead = new Set(past.filter(({ msgId }) => ids.has(msgId)).map(accountOf))
  const { sum, twice, wrong } = judge(all, setting.fleet.runs())
  const elsewhere = all.filter((one) => twice.has(one.msgId) && !dead.has(accountOf(one)))
  return {
    fault: 'R35',
    what: 'a master is killed, and nobody replaces it',
    ...sum,
    target: '0 lost, 0 silent, 0 errors; 0 twice of accounts that it did not have',
    found: `${dead.size} accounts were on it, ${elsewhere.length} twice elsewhere, ${wrong} wrong`,
    isMet:
      dead.size < ACCOUNTS && sum.lost + sum.silent + sum.errors + wrong + elsewhere.length === 0,
  }
}

/** Of its text: `done wait 100 ACCOUNT 7`. */
function accountOf({ text }: Delivery): string {
  return text.split(' ').at(-2) ?? ''
}

export const FLEET_CLUSTER: readonly Fault[] = [
  {
    id: 'R35',
    run: async ({ progress }) => {
      if (!hasRedis()) {
        progress('R35 left out: no redis-server (apt install redis-server)')
        return []
      }
      const cluster = await startCluster()
      const fleet = await startOver({ ...cluster }, { accounts: ACCOUNTS })
      const setting = { cluster, fleet, wechat: wechatOfFleet(fleet), past: [] }
      try {
        // Until it is connected to a node, an instance goes on alone.
        await Promise.all(
          fleet.bots.flatMap((_, to) =>
            Array.from({ length: ACCOUNTS }, (_, account) =>
              setting.wechat.deliver('hello', { to, account }),
            ),
          ),
        )
        const rows: Row[] = []
        for (const step of [copies, slots, instances, master]) {
          progress(`R35: ${step.name}`)
          rows.push(await step(setting))
        }
        return rows
      } finally {
        setting.wechat.close()
        await fleet.stop()
      }
    },
  },
]
