/** R26, R27 over four instances: what the API refuses, and its token. */
import { type ApiFault, createFakeApi, type FakeApi } from '@wechatbot/simulator'
import { judge, wechatOfFleet } from './delivery.js'
import { INSTANCES, overFleet } from './fleet.js'
import type { Fault } from './row.js'
import { newId, pause } from './sender.js'

const appSecret = 'faults-secret-of-the-account'
const SEND = 'POST /cgi-bin/message/custom/send'

/** What sending a late reply runs into, and how often it must be tried. */
const REFUSALS: readonly {
  readonly name: string
  readonly fault: ApiFault
  /** How many calls it spoils. */
  readonly times: number
  readonly calls: number
  readonly isSent: boolean
}[] = [
  { name: '40001', fault: { errcode: 40001 }, times: 1, calls: 2, isSent: true },
  { name: '42001', fault: { errcode: 42001 }, times: 1, calls: 2, isSent: true },
  { name: '45015', fault: { errcode: 45015 }, times: 9, calls: 1, isSent: false },
  { name: '45047', fault: { errcode: 45047 }, times: 9, calls: 1, isSent: false },
  { name: '45009', fault: { errcode: 45009 }, times: 9, calls: 1, isSent: false },
  { name: '-1', fault: { errcode: -1 }, times: 2, calls: 3, isSent: true },
  { name: '500', fault: { status: 500 }, times: 2, calls: 3, isSent: true },
  { name: 'HTML', fault: 'html', times: 1, calls: 2, isSent: true },
  { name: 'hang', fault: 'hang', times: 1, calls: 2, isSent: true },
  { name: 'slow drip', fault: 'drip', times: 1, calls: 2, isSent: true },
]

/** A row whose instances call APIs in this process, one for each account. */
function withApis(
  id: string,
  accounts: number,
  run: (
    apis: readonly FakeApi[],
    ...about: Parameters<Parameters<typeof overFleet>[2]>
  ) => ReturnType<Fault['run']>,
): Fault {
  return {
    id,
    run: async (about) => {
      const apis = await Promise.all(
        Array.from({ length: accounts }, (_, i) =>
          createFakeApi({ appId: `wxfaults${i}`, appSecret }),
        ),
      )
      const bots = apis.map(({ url }) => ({
        appSecret,
        api: { baseUrl: url },
        late: ['customer-service'],
      }))
      try {
        return await overFleet(id, { accounts, bots }, (...rest) => run(apis, ...rest)).run(about)
      } finally {
        await Promise.all(apis.map((api) => api.close()))
      }
    },
  }
}

export const FLEET_API: readonly Fault[] = [
  withApis('R26', REFUSALS.length, async (apis, fleet, { progress }) => {
    progress('R26: late replies, and an API that refuses them')
    const wechat = wechatOfFleet(fleet)
    apis.forEach((api, i) => {
      const { fault, times } = REFUSALS[i] as (typeof REFUSALS)[number]
      api.fail(SEND, fault, times)
    })
    const all = await Promise.all(
      apis.map(({ messages }, account) => {
        const msgId = newId()
        // Whoever writes may be written to.
        messages.note(`o${msgId}`, 'text')
        return wechat.deliver(`wait 5000 ${account}`, { account, msgId })
      }),
    )
    await pause(LATE_MS)
    wechat.close()
    const { sum } = judge(all, fleet.runs())
    const off = REFUSALS.flatMap(({ name, calls, isSent }, i) => {
      const { calls: made, messages } = apis[i] as FakeApi
      const tries = made.filter(({ endpoint }) => endpoint === SEND).length
      const isRight = tries === calls && messages.sent.length === (isSent ? 1 : 0)
      return isRight ? [] : [`${name}: ${tries} calls, ${messages.sent.length} sent`]
    })
    const isDeferred = all.every(({ outcome }) => outcome === 'silent')
    return {
      fault: 'R26',
      what: `customer-service API: ${REFUSALS.map(({ name }) => name).join(', ')}`,
      ...sum,
      // `success` is what WeChat must get; the reply goes out by the API.
      silent: 0,
      replies: apis.reduce((total, api) => total + api.messages.sent.length, 0),
      target: 'tried as often as the error allows, sent once',
      found: off.length === 0 ? 'each as it must be' : off.join('; '),
      isMet: off.length === 0 && isDeferred && sum.lost + sum.errors + sum.ranTwice === 0,
    }
  }),

  withApis('R27', 1, async ([api], fleet) => {
    const { tokens } = api as FakeApi
    const wechat = wechatOfFleet(fleet)
    const ask = (count: number) =>
      Promise.all(
        Array.from({ length: count }, (_, i) =>
          wechat.deliver(`api ${i}`, { to: i % INSTANCES, attempts: 1 }),
        ),
      )
    const all = [...(await ask(100))]
    const first = tokens.fetched
    const each: number[] = []
    for (let round = 0; round < 3; round += 1) {
      tokens.revoke()
      const before = tokens.fetched
      all.push(...(await ask(100)))
      each.push(tokens.fetched - before)
    }
    wechat.close()
    const { sum, wrong } = judge(all, fleet.runs())
    return {
      fault: 'R27',
      what: `100 calls at once over ${INSTANCES} instances: no token, then 3 times a dead one`,
      ...sum,
      target: '1 token call each, 0 errors',
      found: `${first} at the start, then ${each.join(', ')}`,
      isMet:
        first === 1 &&
        each.every((count) => count === 1) &&
        sum.replies === all.length &&
        wrong === 0,
    }
  }),
]

/** Three tries, and one that hangs until its time is over. */
const LATE_MS = 15_000
