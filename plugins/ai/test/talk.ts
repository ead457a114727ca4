/** A bot with ai, a fake provider, and WeChat, by one clock. */
import { type BotOptions, createBot, createLogger } from '@wechatbot/core'
import ai from '@wechatbot/plugin-ai'
import { createFakeAi, type FakeAi, type FakeAiOptions } from '@wechatbot/plugin-ai/fake'
import {
  createManualClock,
  type FakeApi,
  type ManualClock,
  type Simulation,
  simulate,
} from '@wechatbot/simulator'

export type AiOptions = NonNullable<Parameters<typeof ai>[0]>

export interface Talk {
  readonly clock: ManualClock
  readonly provider: FakeAi
  readonly wechat: Simulation
  /** Lines of the log, as objects. */
  readonly log: readonly Record<string, unknown>[]
  /** What a user reads who says this; empty for nothing. */
  readonly says: (text: string, user?: string) => Promise<string>
  readonly close: () => Promise<void>
}

export const KEY = 'sk-0123456789abcdef'

export async function talk(
  options: Partial<AiOptions> = {},
  more: {
    readonly bot?: Partial<BotOptions>
    readonly fake?: FakeAiOptions
    readonly clock?: ManualClock
    readonly api?: FakeApi
  } = {},
): Promise<Talk> {
  const clock = more.clock ?? createManualClock()
  const provider = await createFakeAi({ clock, ...more.fake })
  const log: Record<string, unknown>[] = []
  const destination = { write: (line: string) => void log.push(JSON.parse(line)) }
  const logger = createLogger({ level: 'info', destination })
  const given: AiOptions = {
    ...(options.flow === undefined && {
      model: 'deepseek/deepseek-v4-flash',
      baseURL: provider.url,
      apiKey: KEY,
    }),
    ...{ typing: false, ...options },
  }
  const bot = createBot({ token: 'a-token', clock, logger, plugins: [ai(given)], ...more.bot })
  const wechat = await simulate(bot, more.api === undefined ? {} : { api: more.api })
  return {
    ...{ clock, provider, wechat, log },
    says: async (text, user = 'oA') => {
      const seen = await wechat.user(user).says(text)
      return seen.type === 'reply' ? String(seen.reply.Content) : ''
    },
    close: async () => {
      await wechat.close()
      await provider.close()
    },
  }
}

/** For a suite: starts its talks, and closes them after each of its specs. */
export function talksOfSuite(): typeof talk {
  const open: Talk[] = []
  afterEach(async () => {
    for (const each of open.splice(0)) await each.close()
  })
  return async (...given) => {
    const started = await talk(...given)
    open.push(started)
    return started
  }
}
