/** One sweep: users, WeChat and the processes of a bot, from the first message until nothing is in flight any more. */
import { ATTEMPTS, PATIENCE_MS } from '#src/protocol.js'
import type { Reply } from '#src/reply/types.js'
import { ACCOUNT, T0, xmlOf } from '../fixtures.ts'
import type { Fault, Plan, Request, Saying } from './plan.ts'
import { BotProcess, echoOf, type World } from './process.ts'
import { createRandom, Timeline } from './timeline.ts'
import { SharedMemory } from './weather.ts'

export const TRIGGER = '继续'
/** The handlers have ended after this time, and every lease of a process that has vanished. */
const REST_MS = 60_000
const AGAIN_MS = 1000

export interface Read {
  readonly user: string
  readonly text: string
  readonly at: number
  /** The message that was answered with it. Absent for a message of the API. */
  readonly to?: string
}

/** What has become of one message. */
export interface Said {
  readonly id: string
  readonly saying: Saying
  /** The answer that WeChat got. */
  answer?: Reply
  /** The processes that have been asked. */
  readonly asked: BotProcess[]
  /** When its handlers began. */
  readonly runs: number[]
  /** WeChat found no process for one of its attempts, so the bot could not count it. */
  isRefused?: true
}

export class Sweep {
  readonly plan: Plan
  readonly timeline = new Timeline()
  readonly story: string[] = []
  readonly read: Read[] = []
  readonly said: Said[] = []
  readonly shared: SharedMemory
  readonly all: BotProcess[] = []
  /** When all handlers have ended. */
  restAt = Number.POSITIVE_INFINITY
  readonly #world: World
  readonly #running: (BotProcess | undefined)[]
  #lastId = 0

  constructor(plan: Plan) {
    this.plan = plan
    const { timeline } = this
    const random = createRandom(plan.seed + 1)
    this.shared = new SharedMemory(timeline, random)
    const { shared } = this
    this.#world = {
      ...{ plan, timeline, random, shared },
      tell: (what) => void this.story.push(`${timeline.elapsed} ${what}`),
      ran: (id, on) => {
        this.#world.tell(`handler of ${id} runs on ${on}`)
        this.said.find((said) => said.id === id)?.runs.push(timeline.elapsed)
      },
      sent: (user, text) => this.#reads({ user, text, at: timeline.elapsed }),
    }
    this.#running = Array.from({ length: plan.instances })
  }

  /** False if it does not come to its end. */
  run(): Promise<boolean> {
    return this.timeline.passWhile(this.#run(), 3_600_000)
  }

  get running(): readonly BotProcess[] {
    return this.#running.filter((it) => it !== undefined)
  }

  async #run(): Promise<void> {
    const { plan, timeline } = this
    await Promise.all(this.#running.map((_, i) => this.#start(i)))
    await Promise.all([
      ...plan.sayings.map((saying) => this.#at(saying.at, () => this.#say(saying))),
      ...plan.faults.map((fault) => this.#at(fault.at, () => this.#befall(fault))),
    ])
    await timeline.wait(REST_MS)
    this.#world.tell('rest')
    this.restAt = timeline.elapsed
    for (const user of new Set(plan.sayings.map((it) => it.user))) await this.#askForAll(user)
    await timeline.wait(REST_MS)
    await Promise.all(this.running.map(({ bot }) => bot.idle()))
  }

  async #at(ms: number, what: () => Promise<unknown>): Promise<void> {
    await this.timeline.wait(ms)
    await what()
  }

  async #start(index: number): Promise<void> {
    const process = new BotProcess(this.#world, index)
    this.#running[index] = process
    this.all.push(process)
    await process.start()
  }

  async #befall(fault: Fault): Promise<void> {
    const { timeline, shared } = this
    const on = 'on' in fault ? fault.on : undefined
    const process = on === undefined ? undefined : this.#running[on]
    this.#world.tell(JSON.stringify(fault))
    if (fault.what === 'empty') return shared.empty()
    if (fault.what === 'stall') {
      if (process !== undefined) process.clock.awakeAt = timeline.elapsed + fault.forMs
    } else if (fault.what === 'crash' || fault.what === 'close') {
      if (process === undefined || process.isLeaving) return
      if (fault.what === 'crash') process.crash()
      else await process.close(fault.graceMs)
      this.#world.tell(`${on} has ended`)
      this.#running[fault.on] = undefined
      await timeline.wait(fault.backMs)
      await this.#start(fault.on)
      this.#world.tell(`${on} is back`)
    } else {
      await shared.spell(fault.what, fault.forMs, fault.on)
      this.#world.tell(`${fault.what} is over`)
    }
  }

  /** Says the trigger word to each process until there is nothing more. */
  async #askForAll(user: string): Promise<void> {
    for (const to of this.#running.keys()) {
      for (let tries = 0; ; tries += 1) {
        if (tries > 60) throw new Error(`${user} asks for ever`)
        const requests = Array.from({ length: ATTEMPTS }, () => ({ to }))
        const said = await this.#say({ at: 0, user, requests })
        if (said.answer?.type === 'text' && said.answer.content === echoOf(said.id)) break
        await this.timeline.wait(500)
      }
    }
  }

  /** WeChat sends a message until one attempt is answered, three times in all. */
  async #say(saying: Saying): Promise<Said> {
    this.#lastId += 1
    const id = `m${this.#lastId}`
    const said: Said = { id, saying, asked: [], runs: [] }
    this.said.push(said)
    const { user, kind, requests } = saying
    const content = kind === undefined ? TRIGGER : `问${id} ${kind}`
    const xml = xmlOf({
      ...{ ToUserName: ACCOUNT, FromUserName: user, CreateTime: T0 / 1000 },
      ...{ MsgType: 'text', Content: content, MsgId: id },
    })
    for (const request of requests) {
      const answer = await this.#request(said, xml, request)
      if (answer === undefined) continue
      said.answer = answer
      if (answer.type === 'text') {
        this.#reads({ user, text: answer.content, at: this.timeline.elapsed, to: id })
      }
      return said
    }
    this.#world.tell(`${id}: unavailable`)
    return said
  }

  /** The answer to one attempt. Undefined if WeChat tries again. */
  async #request(
    said: Said,
    xml: string,
    { to, cutMs, isLost }: Request,
  ): Promise<Reply | undefined> {
    const { timeline } = this
    const open = this.#running.map((it) => (it?.isLeaving ? undefined : it))
    const process = open[to] ?? open.find((it) => it !== undefined)
    if (process === undefined) {
      said.isRefused = true
      await timeline.wait(AGAIN_MS)
      return undefined
    }
    said.asked.push(process)
    const { id } = said
    this.#world.tell(
      `${id} ${said.saying.user} ${said.saying.kind ?? TRIGGER} -> ${this.all.indexOf(process)}`,
    )
    const connection = { destroyed: false, readableEnded: false }
    const answered = process
      .answer(xml, `signature|${id}`, connection)
      .then((reply) => (reply === 'unanswered' ? new Promise<never>(() => {}) : reply))
    const cut = timeline.wait(Math.min(PATIENCE_MS, cutMs ?? PATIENCE_MS))
    const answer = await Promise.race([isLost ? cut : answered, cut, process.ended])
    connection.destroyed = true
    const how = answer === undefined ? (isLost ? 'lost' : 'no answer') : answer.type
    this.#world.tell(`${id} <- ${how}`)
    return answer ?? undefined
  }

  #reads(read: Read): void {
    this.read.push(read)
    const text = read.text.replace(/说的是[^<（]*。/g, '')
    this.#world.tell(`${read.user} reads ${read.to ?? 'by API'}: ${text}`)
  }
}
