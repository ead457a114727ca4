/** One process with a bot: it starts, crashes, stands still, or ends as `wechatbot start` does. */
import { ApiError } from '#src/api/error.js'
import { type Bot, createBot } from '#src/bot.js'
import { moment } from '#src/clock.js'
import { handle } from '#src/pipeline/handle.js'
import { type Runtime, runtimeOf } from '#src/pipeline/runtime.js'
import { stream } from '#src/reply/stream.js'
import type { Reply } from '#src/reply/types.js'
import { failOpen } from '#src/store/fail-open.js'
import type { Connection } from '#src/turn/push.js'
import { TOKEN } from '../fixtures.ts'
import { attemptAt } from '../parts.ts'
import { recordingLogger } from '../recording-logger.ts'
import { KINDS, type Kind, type Plan, type Work } from './plan.ts'
import { ProcessClock, type Random, type Timeline } from './timeline.ts'
import type { SharedMemory } from './weather.ts'

export const ERROR_TEXT = '出了点问题'

/** What the processes of a sweep share. */
export interface World {
  readonly plan: Plan
  readonly timeline: Timeline
  readonly random: Random
  readonly shared: SharedMemory
  /** A message that the API brings a user. */
  readonly sent: (user: string, text: string) => void
  readonly ran: (id: string, on: number) => void
  readonly tell: (what: string) => void
}

/** The answer to a word that is no question. */
export const echoOf = (id: string): string => `没有别的了 <${id}>`

/** The sentences of the reply to a message, each with a name of its own. */
export function sentencesOf(id: string, { sentences }: Work): readonly string[] {
  return Array.from(
    { length: sentences },
    (_, i) => `<${id}.${i}>说的是一杯热茶，${'很香'.repeat(6)}。`,
  )
}

export class BotProcess {
  readonly clock: ProcessClock
  readonly log = recordingLogger()
  readonly bot: Bot
  readonly runtime: Runtime
  /** Takes no new connections. */
  isLeaving = false
  /** Resolves when the process has ended, with all its connections. */
  readonly ended: Promise<void>
  hasCrashed = false
  readonly #world: World
  readonly #index: number
  #end = () => {}

  constructor(world: World, index: number) {
    const { plan, timeline, shared } = world
    this.#world = world
    this.#index = index
    this.ended = new Promise((resolve) => (this.#end = resolve))
    this.clock = new ProcessClock(timeline)
    const { clock, log: logger } = this
    const store = failOpen(shared.open(clock, index), clock)
    const { late, overlap } = plan
    const hasApi = late.includes('customer-service')
    this.bot = createBot({
      ...{ token: TOKEN, clock, logger, store, late, overlap, errorText: ERROR_TEXT },
      ...{ appId: 'wx1234567890abcdef', ...(hasApi ? { appSecret: 'a'.repeat(32) } : {}) },
    })
    if (hasApi) Object.assign(this.bot.api, { send: this.#send })
    this.bot.on('text', ({ message }) => this.#work(message.Content, message.MsgId ?? ''))
    this.runtime = runtimeOf(this.bot)
  }

  async start(): Promise<void> {
    await this.bot.ready()
  }

  crash(): void {
    this.hasCrashed = true
    this.#die()
  }

  /** As `stopOnSignal` does. */
  async close(graceMs: number): Promise<void> {
    const { clock, bot } = this
    this.isLeaving = true
    bot.drain()
    await Promise.race([bot.idle(), clock.wait(graceMs)])
    await Promise.race([bot.close(), clock.wait(graceMs)])
    await clock.wait(500)
    if (!clock.isDead) this.#die()
  }

  #die(): void {
    this.clock.isDead = true
    this.#end()
  }

  /** The answer to one push. Rejects if the bot fails. */
  async answer(xml: string, signature: string, connection: Connection) {
    const waitMs = this.clock.awakeAt - this.#world.timeline.elapsed
    if (waitMs > 0) await this.clock.wait(waitMs)
    const push = { connection, signature, receivedAt: moment(this.clock) }
    return handle(await attemptAt(this.runtime, xml, push), this.runtime)
  }

  async #work(content: string, messageId: string) {
    const [, id = '', kind] = /^问(\w+) (\w+)$/.exec(content) ?? []
    if (kind === undefined) return echoOf(messageId)
    this.#world.ran(id, this.#index)
    const work: Work = KINDS[kind as Kind]
    const sentences = sentencesOf(id, work)
    if (work.everyMs !== undefined) return stream(this.#speak(sentences, work))
    if (work.afterMs > 0) await this.clock.wait(work.afterMs)
    if (work.isFailing) throw new Error('the handler fails')
    return sentences.length === 0 ? undefined : sentences.join('')
  }

  async *#speak(sentences: readonly string[], { afterMs, everyMs = 0 }: Work) {
    await this.clock.wait(afterMs)
    for (const sentence of sentences) {
      yield sentence
      await this.clock.wait(everyMs)
    }
  }

  /** WeChat's API: it brings the message before it answers. */
  #send = async (user: string, reply: Reply): Promise<void> => {
    const { clock } = this
    const { plan, random, sent } = this.#world
    const slowMs = plan.api === 'slow' ? random.oneOf([0, 300, 1500, 4000]) : 0
    if (slowMs > 0) await clock.wait(slowMs / 2)
    if (clock.isDead) return new Promise<never>(() => {})
    if (plan.api === 'refuses' && random.chance(0.5)) {
      throw new ApiError({ endpoint: 'POST /send', errcode: 45015, errmsg: 'out of time' })
    }
    sent(user, reply.type === 'text' ? reply.content : '')
    if (slowMs > 0) await clock.wait(slowMs / 2)
    if (clock.isDead) return new Promise<never>(() => {})
  }
}
