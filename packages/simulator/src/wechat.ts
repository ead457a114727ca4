/** FakeWechat: users who talk to a bot, and what they would see. */
import type { AddressInfo } from 'node:net'
import { type Bot, createApp, createServer, type XmlInput } from '@wechatbot/core'
import { type Delivery, deliver } from './deliver.ts'
import { Exchange } from './exchange.ts'
import { createPush } from './push.ts'

/** A user of the account (用户). Each method is one message; await it, or what it should bring. */
export interface FakeUser {
  readonly openid: string
  readonly says: (content: string) => Exchange
  /** Any push: `sends('image', { MediaId: 'x' })`, `sends('event:VIEW', { EventKey: 'https://...' })`. */
  readonly sends: (kind: string, fields?: XmlInput) => Exchange
  /** A click on a menu button of type click. */
  readonly clicks: (key: string) => Exchange
  /** Follows the account, by a QR code if `scene` is given. */
  readonly follows: (options?: { readonly scene?: string }) => Exchange
  readonly unfollows: () => Exchange
}

export interface FakeWechat {
  readonly user: (openid: string) => FakeUser
  /** Stops the server that carries the pushes, and closes the bot. */
  readonly close: () => Promise<void>
}

/**
 * Puts a bot behind WeChat: every push goes over HTTP, signed with the bot's own token.
 *
 * @example
 * ```ts
 * const wechat = await simulate(bot)
 * await wechat.user('oA').says('天气 北京').shouldReply(/晴/)
 * await wechat.close()
 * ```
 * @throws what the setup of a plugin throws.
 */
export async function simulate(bot: Bot): Promise<FakeWechat> {
  const { account, clock } = bot.runtime
  const app = createApp({ bots: [bot] })
  await app.ready()
  const server = createServer(app)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const url = `http://127.0.0.1:${port}${bot.path}`
  const token = account.tokens[0] as string

  const push = (openid: string, kind: string, fields: XmlInput): Promise<Delivery> => {
    const now = clock.now()
    const xml = createPush({ kind, fields, from: openid, now })
    return deliver(url, xml, { token, now })
  }

  return {
    user: (openid) => {
      const sends = (kind: string, fields: XmlInput = {}) =>
        new Exchange(openid, kind, fields, push(openid, kind, fields))
      return {
        openid,
        sends,
        says: (content) => sends('text', { Content: content }),
        clicks: (key) => sends('event:CLICK', { EventKey: key }),
        follows: ({ scene } = {}) =>
          sends('event:subscribe', {
            EventKey: scene === undefined ? '' : `qrscene_${scene}`,
            ...(scene === undefined ? {} : { Ticket: 'sample-ticket' }),
          }),
        unfollows: () => sends('event:unsubscribe'),
      }
    },
    close: async () => {
      server.close()
      server.closeAllConnections()
      await app.close()
    },
  }
}
