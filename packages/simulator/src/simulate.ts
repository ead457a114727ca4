/** A bot behind WeChat, for tests. */
import type { Bot } from '@wechatbot/core'
import { createApp } from '@wechatbot/core/internal/app'
import { createServer } from '@wechatbot/core/internal/http/server'
import { runtimeOf } from '@wechatbot/core/internal/pipeline/runtime'
import { atWorkOn, watchTimers } from './at-work.ts'
import type { ManualClock } from './clock.ts'
import type { DeliveryOptions } from './delivery.ts'
import type { FakeApi } from './fake-api/server.ts'
import { inMemory } from './in-memory.ts'
import { FakeWechat } from './wechat.ts'

export interface SimulateOptions extends DeliveryOptions {
  /**
   * `memory` passes requests to the bot inside the process. `http` sends them over a socket on 127.0.0.1.
   * @default 'memory'
   */
  readonly over?: 'memory' | 'http'
  /** WeChat's API, for messages that the bot sends by itself. Give the bot its `url` as `api.baseUrl`. */
  readonly api?: FakeApi
}

/** FakeWechat with a bot of its own. */
export interface Simulation extends FakeWechat {
  /** Stops the transport of the pushes, and closes the bot. */
  readonly close: () => Promise<void>
}

/**
 * Puts a bot behind WeChat. Pushes are signed and encrypted as the bot's account requires. When the bot has a
 * manual clock, time passes by itself while a message is on its way, and while the bot closes. A bot without a
 * `logger` writes warnings to standard output, as always. `createLogger({ level: 'silent' })` prevents that.
 *
 * @example
 * ```ts
 * const wechat = await simulate(bot)
 * await wechat.user('oA').says('天气 北京').shouldReply(/晴/)
 * await wechat.close()
 * ```
 * @throws the error of a plugin's setup.
 */
export async function simulate(bot: Bot, options: SimulateOptions = {}): Promise<Simulation> {
  const { over = 'memory', api, ...delivery } = options
  const { settings, services } = runtimeOf(bot)
  const { account } = settings
  const { clock } = services
  const app = createApp({ bots: [bot] })
  await app.ready()
  const server = over === 'http' ? createServer(app) : undefined
  const wechat = new FakeWechat(
    {
      ...delivery,
      ...(api === undefined ? {} : { api }),
      bot: server ? await urlOf(server, bot.path) : inMemory(app.callback(), bot.path),
      clock,
      mode: account.mode,
      token: account.tokens[0] as string,
      ...(account.appId === undefined ? {} : { appId: account.appId }),
      ...(account.keys[0] === undefined ? {} : { encodingAESKey: encodeKey(account.keys[0]) }),
    },
    atWorkOn(bot),
  )
  const closed = watchTimers()
  return Object.assign(wechat, {
    close: async () => {
      server?.close()
      server?.closeAllConnections()
      await ('passWhile' in clock ? (clock as ManualClock).passWhile(app.close) : app.close())
      closed()
    },
  })
}

async function urlOf(server: ReturnType<typeof createServer>, path: string): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' ? address?.port : undefined
  return `http://127.0.0.1:${port}${path}`
}

/** A key in the form of WeChat's console: 43 characters. */
function encodeKey(key: Uint8Array): string {
  return Buffer.from(key).toString('base64').slice(0, 43)
}
