/** Made-up messages for a bot of the configuration. WeChat learns nothing of them, nor does a model, and users get nothing. */
import type { BotConfig, BotOptions, Clock } from '@wechatbot/core'
import { resolveBot } from '@wechatbot/core/internal/config/defaults'
import { createLogger } from '@wechatbot/core/internal/records/log'

/** With this variable the plugin ai answers by itself, and asks no model: that would cost money. */
const FAKE_AI = 'WECHATBOT_FAKE_AI'
/** How long a plugin may take. Of a plugin that takes longer it is not known whether it answers. */
const PATIENCE_MS = 2000

/**
 * Gives `rehearse` the options for its bots. A bot whose account has WeChat's API gets a fake one: its plugins may
 * ask for the API during their setup.
 */
export async function inRehearsal<T>(
  config: BotConfig,
  clock: Clock,
  rehearse: (options: BotOptions) => Promise<T>,
): Promise<T> {
  const account = { appId: config.appId ?? 'wx-check', appSecret: 'check' }
  const api = resolveBot(config).hasApi ? await fakeApiOf(account) : undefined
  // Made-up messages come from this machine, and late replies are not sent.
  const { allowFrom: _, ...rest } = config
  const faked = api === undefined ? {} : { ...account, api: { baseUrl: api.url } }
  const logger = createLogger({ level: 'silent' })
  const quiet = { logger, clock, deadlineMs: PATIENCE_MS, late: ['drop'] } as const
  const before = process.env[FAKE_AI]
  process.env[FAKE_AI] = 'check'
  try {
    return await rehearse({ ...rest, ...faked, ...quiet })
  } finally {
    if (before === undefined) delete process.env[FAKE_AI]
    else process.env[FAKE_AI] = before
    await api?.close()
  }
}

async function fakeApiOf(account: { readonly appId: string; readonly appSecret: string }) {
  // Imported here: not every account has the API.
  const { createFakeApi } = await import('@wechatbot/simulator/internal/fake-api/server')
  return createFakeApi(account)
}
