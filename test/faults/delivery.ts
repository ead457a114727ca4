/** One message to a fleet, as WeChat and a balancer deliver it, and what became of it. */
import { Agent } from 'node:http'
import { createPush } from '@wechatbot/simulator'
import type { Instances } from './fleet.js'
import { newId, pause, type Sent, sendXml } from './sender.js'

/** WeChat hangs up after so long, and asks so often in all. */
const WECHAT_MS = 5000
const ATTEMPTS = 3

export interface DeliverOptions {
  readonly msgId?: string
  readonly account?: number
  /** @default a user of its own for each message */
  readonly from?: string
  /** Instance of the first attempt. @default a random one */
  readonly to?: number
  /** WeChat's retries. @default 3 */
  readonly attempts?: number
  /** What must come back. @default `done ` and the text, or the text */
  readonly expected?: (text: string) => boolean
}

export interface Delivery {
  readonly msgId: string
  /** Of the performance clock. */
  readonly startedAt: number
  /** `wrong`: a reply, and another's. `error`: no 200 after three attempts, or one that is no 200. */
  readonly outcome: 'reply' | 'wrong' | 'silent' | 'error'
  readonly text: string
  /** From the first attempt to the answer. */
  readonly ms: number
  readonly sent: readonly Sent[]
  /** Attempts that ended without an answer: the connection was cut, or 5 s were over. */
  readonly cuts: number
  /** Instances that took no connection: the next is asked at once. */
  readonly refused: number
}

export interface Wechat {
  /** Attempts on their way to an instance at this moment. */
  readonly inFlight: (index: number) => number
  readonly deliver: (Content: string, options?: DeliverOptions) => Promise<Delivery>
  /** The message once or more, soon after one another, at random instances; each copy is answered. */
  readonly copies: (
    Content: string,
    count: number,
    options?: DeliverOptions & { readonly withinMs?: number },
  ) => Promise<readonly Delivery[]>
  readonly close: () => void
}

/** Keeps its connections, as a balancer does. */
export function wechatOfFleet(fleet: Instances): Wechat {
  const agent = new Agent({ keepAlive: true, maxSockets: 2000 })
  const inFlight = fleet.bots.map(() => 0)

  const attempt = async (xml: string, msgId: string, first: number, account: number) => {
    let refused = 0
    for (;;) {
      const index = (first + refused) % fleet.bots.length
      inFlight[index] = (inFlight[index] ?? 0) + 1
      const url = fleet.bots[index]?.url(account) ?? ''
      const sent = await sendXml(url, xml, msgId, { agent, timeoutMs: WECHAT_MS })
      inFlight[index] = (inFlight[index] ?? 0) - 1
      if (sent.error !== 'ECONNREFUSED') return { sent, index, refused }
      refused += 1
      if (refused === fleet.bots.length) return { sent, index, refused }
    }
  }

  const deliverXml = async (
    xml: string,
    Content: string,
    options: DeliverOptions,
    msgId: string,
  ) => {
    const { attempts = ATTEMPTS, account = 0 } = options
    const startedAt = performance.now()
    const sent: Sent[] = []
    let refused = 0
    let to = options.to ?? random(fleet.bots.length)
    const failed = new Set<number>()
    while (sent.length < attempts) {
      const one = await attempt(xml, msgId, to, account)
      sent.push(one.sent)
      refused += one.refused
      if (one.sent.error === undefined) break
      // Another one: the balancer has just seen these fail.
      failed.add(one.index)
      const others = [...fleet.bots.keys()].filter((index) => !failed.has(index))
      // Where all have: not the last one, which is the least likely to be back.
      const { length } = fleet.bots
      to = others[random(others.length)] ?? (one.index + 1 + random(length - 1)) % length
    }
    const last = sent.at(-1) as Sent
    const text = textOf(last)
    const isRight = options.expected ?? ((got) => got === Content || got === `done ${Content}`)
    const outcome =
      last.error !== undefined || last.status !== 200
        ? 'error'
        : /^(success)?$/.test(last.body)
          ? 'silent'
          : isRight(text)
            ? 'reply'
            : 'wrong'
    const ms = performance.now() - startedAt
    const cuts = sent.filter(({ error }) => error !== undefined).length
    return { msgId, startedAt, outcome, text, ms, sent, cuts, refused } satisfies Delivery
  }

  const messageOf = (Content: string, msgId: string, from = `o${msgId}`) =>
    createPush({ kind: 'text', msgId, from, fields: { Content } })

  return {
    inFlight: (index) => inFlight[index] ?? 0,
    deliver: (Content, options = {}) => {
      const msgId = options.msgId ?? newId()
      return deliverXml(messageOf(Content, msgId, options.from), Content, options, msgId)
    },
    copies: (Content, count, { withinMs = 0, ...options } = {}) => {
      const msgId = options.msgId ?? newId()
      const xml = messageOf(Content, msgId, options.from)
      return Promise.all(
        Array.from({ length: count }, async (_, i) => {
          if (i > 0 && withinMs > 0) await pause(random(withinMs))
          return deliverXml(xml, Content, options, msgId)
        }),
      )
    },
    close: () => agent.destroy(),
  }
}

export function textOf({ body }: Pick<Sent, 'body'>): string {
  return /<Content><!\[CDATA\[([^\]]*)\]\]>/.exec(body)?.[1] ?? ''
}

export function random(below: number): number {
  return Math.floor(Math.random() * below)
}

/** What deliveries come to, and which of their messages ran how often. */
export function judge(all: readonly Delivery[], runs: ReadonlyMap<string, number>) {
  const ids = new Set(all.map(({ msgId }) => msgId))
  const count = (outcome: Delivery['outcome']) =>
    all.filter((one) => one.outcome === outcome).length
  const twice = [...ids].filter((id) => (runs.get(id) ?? 0) > 1)
  return {
    twice: new Set(twice),
    cuts: all.reduce((sum, one) => sum + one.cuts, 0),
    refused: all.reduce((sum, one) => sum + one.refused, 0),
    wrong: count('wrong'),
    sum: {
      messages: ids.size,
      replies: count('reply'),
      silent: count('silent'),
      errors: count('error'),
      lost: [...ids].filter((id) => !runs.has(id)).length,
      ranTwice: twice.length,
      times: all.map(({ ms }) => ms),
    },
  }
}
