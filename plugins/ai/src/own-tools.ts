/**
 * Tools that need no code of the bot's owner: a human, and a reminder. Each is off unless `tools` sets it to true.
 */
import { type Context, type Scope, transfer } from '@wechatbot/core'

/** A tool in the SDK's form, once the SDK is imported. */
export interface OwnTool {
  readonly description: string
  /** JSON Schema of the input. */
  readonly parameters: object
  readonly execute: (input: never) => Promise<string>
  /** Set for a tool that ends the answer: after it the model is not asked again. */
  readonly isLast?: true
}

/** The tools for one message. */
export interface OwnTools {
  readonly tools: Readonly<Record<string, OwnTool>>
  /** Whether the model has handed the user over. */
  readonly isHandedOver: () => boolean
}

/** Checks a text before it goes out later. */
export type Guard = (text: string, ctx: Context) => Promise<string>

export const OWN_TOOLS = ['handoff', 'remind'] as const
type OwnToolName = (typeof OWN_TOOLS)[number]

/** A tap on the link makes the phone send this word, as if its user had written it. */
const HUMAN = '转人工'
/** Behind an answer that comes too late to be a transfer. */
export const LINK = `\n\n<a href="weixin://bizmsgmenu?msgmenucontent=${HUMAN}&msgmenuid=ai">点这里转人工客服</a>`
const MAX_MINUTES = 366 * 24 * 60

export function createOwnTools(
  scope: Scope,
  names: readonly OwnToolName[],
  guard: Guard,
): (ctx: Context) => OwnTools {
  if (names.includes('handoff')) scope.hears(HUMAN, () => transfer())
  const remind = names.includes('remind') ? createRemind(scope, guard) : undefined
  return (ctx) => {
    let isHandedOver = false
    const handoff: OwnTool = {
      description: '用户想找人工客服，或者你帮不了他时调用。调用之后由人工客服回答，你不用再说。',
      parameters: { type: 'object', properties: {} },
      isLast: true,
      execute: async () => {
        isHandedOver = true
        return '已经请人工客服来回答。'
      },
    }
    return {
      tools: {
        ...(names.includes('handoff') && { handoff }),
        ...(remind !== undefined && { remind: remind(ctx) }),
      },
      isHandedOver: () => isHandedOver,
    }
  }
}

/** @throws when the account has no API, because a reminder is a customer-service message or a template message. */
function createRemind(scope: Scope, guard: Guard): (ctx: Context) => OwnTool {
  // The API is read now, so that a missing one fails at the start.
  void scope.api
  const job = scope.job('remind', (text: string, { notify }) => notify({ text }))
  return (ctx) => ({
    description: `到时候给用户发一条提醒。现在是${timeText(scope.clock.now(), scope)}。`,
    parameters: {
      type: 'object',
      properties: {
        minutes: { type: 'integer', minimum: 1, maximum: MAX_MINUTES, description: '多少分钟以后' },
        text: { type: 'string', minLength: 1, maxLength: 200, description: '提醒什么' },
      },
      required: ['minutes', 'text'],
    },
    execute: async ({ minutes, text }: { minutes: number; text: string }) => {
      const isTime = Number.isInteger(minutes) && minutes >= 1 && minutes <= MAX_MINUTES
      if (!isTime || typeof text !== 'string' || text.trim() === '') {
        return '没有记下：minutes 是 1 到一年的整数，text 不能为空。'
      }
      const said = await guard(`提醒：${text.slice(0, 200)}`, ctx)
      const { MsgId, CreateTime } = ctx.message as typeof ctx.message & { MsgId?: string }
      // A message that runs again, as after a crash, replaces its reminder.
      const id = JSON.stringify([ctx.from, MsgId || CreateTime, minutes, text])
      await job.at(minutes * 60_000, said, { id, openid: ctx.from })
      return `记下了，${timeText(scope.clock.now() + minutes * 60_000, scope)}提醒。`
    },
  })
}

function timeText(at: number, { timeZone }: Pick<Scope, 'timeZone'>): string {
  return new Intl.DateTimeFormat('zh-CN', {
    dateStyle: 'full',
    timeStyle: 'short',
    timeZone,
  }).format(at)
}
