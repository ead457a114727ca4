/** What a doctor may find listening: servers and bots of a spec, on ports of their own. */
import { once } from 'node:events'
import type { AddressInfo, Server } from 'node:net'
import {
  type Bot,
  createApp,
  createBot,
  createLogger,
  createServer,
  type ServerConfig,
} from '@wechatbot/core'

export const SECRETS = { token: 'doctorToken' }

export class Listeners {
  readonly #servers: Server[] = []
  readonly #bots: Bot[] = []
  /** The codes of what the bots have refused. */
  readonly refused: string[] = []

  /** Makes `server` listen. */
  async portOf(server: Server): Promise<number> {
    this.#servers.push(server)
    await once(server.listen(0, '127.0.0.1'), 'listening')
    return (server.address() as AddressInfo).port
  }

  /** Serves a bot with {@link SECRETS}. */
  async portOfBot(server: ServerConfig = {}): Promise<number> {
    const logger = createLogger({ level: 'silent' })
    const bot = createBot({
      ...SECRETS,
      logger,
      observe: (record) => {
        if (record.type === 'refused') this.refused.push(record.code)
      },
    })
    this.#bots.push(bot)
    const app = createApp({ bots: [bot], logger, server })
    await app.ready()
    return this.portOf(createServer(app))
  }

  async close(): Promise<void> {
    for (const server of this.#servers.splice(0)) server.close()
    for (const bot of this.#bots.splice(0)) await bot.close()
  }
}
