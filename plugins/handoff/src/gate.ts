/** The gate of the bot. It hands over users who ask for a human, and the bot is silent while a human has the user. */
import {
  type Context,
  fold,
  type Message,
  type Middleware,
  nextText,
  none,
  type Opening,
  type ReplyInput,
  transfer,
} from '@wechatbot/core'
import type { Human, Line } from './line.ts'
import { clickToSay, OFFER } from './link.ts'
import type { Options } from './options.ts'
import { untilHuman } from './until-human.ts'

export interface GateParts {
  readonly options: Options
  readonly line: Line
  /** In seconds since 1970. */
  readonly openingAt: (at: number) => Opening
  /** Tells the owner, on accounts without 客服功能. */
  readonly tellOwner: ((ctx: Context) => Promise<void>) | undefined
  readonly monotonic: () => number
}

/** In place of `{next}` where no human is there within 31 days. */
const LATER = '过些时候'

export function createGate(parts: GateParts): Middleware {
  const { options, line, openingAt, tellOwner, monotonic } = parts
  const { keywords, kfAccount, accounts, after } = options
  const agents = new Map<string, string | undefined>([
    ...keywords.map((word) => [fold(word), kfAccount] as const),
    ...Object.entries(accounts).map(([word, agent]) => [fold(word), agent] as const),
  ])
  const backs = new Set(options.back.map(fold))
  // Without a word of its own, 人工: another handler may hear it.
  const [asking = '人工'] = [...keywords, ...Object.keys(accounts)]

  const handOver = async (ctx: Context, agent: string | undefined): Promise<ReplyInput> => {
    const { message } = ctx
    const { isOpen, next } = openingAt(message.CreateTime)
    if (!isOpen) {
      return options.closedText.replaceAll('{next}', next === undefined ? LATER : nextText(next))
    }
    // WeChat hands over messages only, not events. A tap on the link sends a message.
    if (tellOwner === undefined && isEvent(message)) {
      const isWord = message.kind === 'event:CLICK' && agents.has(wordOf(message))
      return clickToSay(isWord ? message.EventKey : asking)
    }
    await tellOwner?.(ctx)
    await line.wait(ctx, agent)
    return tellOwner === undefined ? transfer(agent) : options.notifiedText
  }

  /** Handles a message of a user who is with a human. */
  const beSilent = async (
    ctx: Context,
    human: Human,
    next: () => Promise<unknown>,
  ): Promise<ReplyInput> => {
    const { message } = ctx
    if (!isSpoken(message)) {
      // Handlers still do their work for a payment or a position. Only their reply is dropped.
      await next()
      return none()
    }
    if (backs.has(wordOf(message))) {
      await line.release(ctx)
      return options.backText
    }
    await line.prolong(ctx)
    // An agent who has not come yet must also get this message. WeChat itself hands over the messages after an
    // agent has come.
    const isForAgent = !human.isConnected && tellOwner === undefined && !isEvent(message)
    return isForAgent ? transfer(human.kfAccount) : none()
  }

  const offerAfter = async (ctx: Context, misses: number): Promise<ReplyInput | undefined> => {
    if (after === undefined || isEvent(ctx.message)) return undefined
    const isEnough = misses + 1 >= after.misses && openingAt(ctx.message.CreateTime).isOpen
    await line.count(ctx, isEnough ? 0 : misses + 1)
    return isEnough ? (after.text ?? clickToSay(asking, OFFER)) : undefined
  }

  return async (ctx, next) => {
    const { message } = ctx
    if (message.kind === 'event:kf_create_session') await line.connect(ctx, message.KfAccount)
    if (message.kind === 'event:kf_switch_session') await line.connect(ctx, message.ToKfAccount)
    if (ENDS.has(message.kind)) await line.release(ctx)
    const { human, misses } = await line.read(ctx)
    if (human !== undefined && human.by !== ctx.key) return beSilent(ctx, human, next)
    const word = wordOf(message)
    if (agents.has(word)) return handOver(ctx, agents.get(word))
    const reply = await next()
    if (isTransfer(reply)) return handOver(ctx, reply.kfAccount ?? kfAccount)
    const hasHuman = async () => (await line.read(ctx)).human !== undefined
    // An agent may have taken the user while the handlers ran.
    if (await hasHuman()) return none()
    if (reply === undefined) return offerAfter(ctx, misses)
    if (misses > 0 && !isEvent(message)) await line.count(ctx, 0)
    return untilHuman(reply, hasHuman, monotonic)
  }
}

const ENDS: ReadonlySet<string> = new Set(['event:kf_close_session', 'event:unsubscribe'])

function isEvent({ kind }: Message): boolean {
  return kind.startsWith('event:')
}

/** Whether the user says something to the bot. Events of devices and payments say nothing. */
function isSpoken(message: Message): boolean {
  return !isEvent(message) || message.kind === 'event:CLICK'
}

/** Empty where the message has no word. */
function wordOf(message: Message): string {
  if (message.kind === 'text') return fold(message.Content)
  if (message.kind === 'voice') return fold(message.Recognition ?? '')
  return message.kind === 'event:CLICK' ? fold(message.EventKey) : ''
}

function isTransfer(reply: ReplyInput | undefined): reply is ReturnType<typeof transfer> {
  return typeof reply === 'object' && 'type' in reply && reply.type === 'transfer_customer_service'
}
